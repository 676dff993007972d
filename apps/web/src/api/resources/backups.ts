/** The backups of the whole installation that are on this server. They are restored by the command line alone. */
import { z } from '@hono/zod-openapi'
import type { Backup } from '../../backups/open-backups.ts'
import { defineRead } from '../read.ts'
import { instant } from '../shapes/values.ts'
import { defineWrite } from '../write.ts'

const tag = 'Backups'

const organizationsIn = z
  .enum(['folder', 'database'])
  .describe('Where the organizations have their data: what a database has, no backup has.')

const backupShape = z
  .object({
    name: z.string().describe('Of its folder.'),
    createdAt: instant,
    bytes: z.number(),
    organizations: z.array(z.string()).describe('Whose data are in it.'),
    missing: z.array(z.string()).describe('Organizations whose files were missing: they are not in it.'),
    organizationsIn,
    hasKey: z.boolean().describe('Whether whoever has it can read the secrets in it.'),
    takenBy: z.string().nullable().describe('As the audit has it; null for one that was taken elsewhere.'),
  })
  .openapi('Backup')

const toAnswer = ({ name, manifest, takenBy }: Backup): z.output<typeof backupShape> => {
  const { createdAt, files, missing, organizationsIn } = manifest
  return {
    name,
    createdAt: Math.floor(Date.parse(createdAt) / 1_000),
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    organizations: files.flatMap(({ path }) => /^tenants\/(.+)\.db$/.exec(path)?.[1] ?? []),
    missing: [...missing],
    organizationsIn,
    hasKey: files.some(({ path }) => path === 'secret.key'),
    takenBy,
  }
}

export const backups = defineRead({
  path: '/backups',
  id: 'backups',
  tag,
  summary: 'The backups in the server’s folder of backups, the newest first',
  params: z.object({}),
  query: z.object({}),
  answer: z.object({
    folder: z.string().describe('Where they are on the server: `UPFLOW_BACKUP_DIR`.'),
    organizationsIn,
    backups: z.array(backupShape),
  }),
  async read(_asked, context) {
    const all = await context.backups.list()
    const { folder, organizationsIn } = context.backups
    return { folder, organizationsIn, backups: all.map(toAnswer) }
  },
})

export const takeBackup = defineWrite({
  method: 'post',
  path: '/backups',
  id: 'takeBackup',
  tag,
  summary: 'Takes a backup of all organizations and accounts, while all go on',
  description:
    'It is written to the server’s folder of backups, without the key, and answered when it is whole and on the disk. It goes on when who asked goes away.',
  params: z.object({}),
  body: z.object({}),
  answer: backupShape,
  async write({ caller }, context) {
    // It ends with the server, not with who asked.
    const stream = context.streams.start()
    try {
      return toAnswer(await context.backups.take({ by: caller.name, signal: stream.signal }))
    } finally {
      stream.done()
    }
  },
})
