/** Another program that keeps a file locked for a while, and says when it has it and when not any more. */
import Database from 'better-sqlite3'

const { path, seconds } = JSON.parse(process.argv[2]!) as { path: string; seconds: number }
const file = new Database(path, { timeout: 10_000 })
file.exec('BEGIN EXCLUSIVE')
process.send!({ isHeld: true })
setTimeout(() => {
  file.exec('ROLLBACK')
  file.close()
  process.send!({ isHeld: false })
}, seconds * 1_000)
