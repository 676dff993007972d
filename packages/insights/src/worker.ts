/** The module of the threads that answer questions. */
export { serveQuestions as default } from './threads/serve-questions.ts'
