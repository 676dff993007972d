/** Seals a secret in each folder that it is told, beside others who do the same. */
import { openSecretBox } from '../src/index.ts'

process.on('message', (dataDir: string) => {
  try {
    process.send!(openSecretBox({ dataDir, secret: null }).seal('token', 'p'))
  } catch (error) {
    process.send!(String(error))
  }
})
process.send!('ready')
