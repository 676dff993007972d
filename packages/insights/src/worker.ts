/**
 * The module of the threads that answer questions. They give way to the thread that serves people, and come before
 * those of jobs: on Linux a thread has a priority of its own.
 */
import { setPriority } from 'node:os'
import { type ServeQuestionsTask, serveQuestions } from './threads/serve-questions.ts'

export default async function work(task: ServeQuestionsTask): Promise<void> {
  if (process.platform === 'linux') setPriority(5)
  await serveQuestions(task)
}
