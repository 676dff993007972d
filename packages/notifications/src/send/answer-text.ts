/** What a receiver says is anybody's: a line of it is kept, and no more. */
import { plain } from '../message.ts'

const most = 200

export const answerText = (text: string): string => plain(text.slice(0, most))
