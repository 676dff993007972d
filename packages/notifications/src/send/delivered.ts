/** What came of a message that was taken. */
export interface Delivered {
  /** Of the receivers of a mail, who was refused, while others were not. */
  readonly refused: readonly string[]
  /** What the receiver said, in a line: `200 OK`, `250 2.0.0 Ok: queued`. */
  readonly answer: string
}
