/** Which Upflow this is: as its package says, which is not there where it is built. */
export const version = '0.1.0'
