/**
 * A process that keeps the write lock of a file, until its standard input ends.
 * argument: the file; prints `locked` once it has the lock
 */
import Database from 'better-sqlite3'

const database = new Database(process.argv[2]!, { timeout: 30_000 })
database.exec('BEGIN IMMEDIATE')
console.log('locked')
process.stdin.on('end', () => {
  database.exec('ROLLBACK')
  database.close()
})
process.stdin.resume()
