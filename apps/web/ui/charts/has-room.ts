/** Whether a label ends within so many pixels, in any of the system's fonts: what is cut off of a day is another day. */
export const hasRoom = (label: string, pixels: number): boolean => label.length * 7 <= pixels
