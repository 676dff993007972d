/** What may be set as notifications. Loaded with the other schemas, when something is set. */
import * as z from 'zod'
import { defaultNotifications, type Notifications, notificationTopics } from './notifications.ts'

const isAddress = (text: string, isWanted: (url: URL) => boolean): boolean => {
  if (!/^https?:\/\/[^\s/]/i.test(text) || /\s/.test(text)) return false
  try {
    return isWanted(new URL(text))
  } catch {
    return false
  }
}

const mailAddress = z
  .string('must be an address such as ann@example.com')
  .regex(
    /^[^\s@<>,;:"()[\]\\]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i,
    'must be an address such as ann@example.com',
  )
const sealed = z.string('must be sealed').regex(/^v1\.[\w-]+$/, 'must be sealed')

const base = {
  name: z
    .string('must be a name')
    .regex(
      /^[a-z0-9][a-z0-9-]{0,39}$/,
      'must be a name of at most 40 lower-case letters, digits and hyphens',
    ),
  topics: z
    .array(
      z.enum(notificationTopics, `must be one of ${notificationTopics.join(', ')}`),
      `must be a list of ${notificationTopics.join(', ')}`,
    )
    .transform((topics) => notificationTopics.filter((topic) => topics.includes(topic))),
}

/** A password goes over a line that nobody can listen to. */
const isThisMachine = (host: string) => /^(?:localhost|127(?:\.\d+){3}|::1)$/.test(host)

const mail = z
  .strictObject({
    ...base,
    kind: z.literal('mail'),
    from: mailAddress,
    to: z
      .array(mailAddress, 'must be a list of addresses')
      .min(1, 'must name somebody')
      .max(50, 'must be at most 50'),
    host: z
      .string('must be the name of a mail server')
      .regex(/^[a-z0-9.:_-]{1,253}$/i, 'must be the name of a mail server, without its port'),
    port: z
      .number('must be a port')
      .int('must be a port')
      .min(1, 'must be a port from 1 to 65535')
      .max(65_535, 'must be a port from 1 to 65535'),
    security: z.enum(['tls', 'starttls', 'none'], 'must be tls, starttls or none'),
    user: z.string('must be a user').min(1, 'must be a user').nullable(),
    sealedPassword: sealed.nullable(),
  })
  .refine(({ user, sealedPassword }) => (user === null) === (sealedPassword === null), {
    error: 'must have both a user and a password, or neither',
  })
  .refine(({ security, user, host }) => user === null || security !== 'none' || isThisMachine(host), {
    error: 'must not send a password without encryption: use tls or starttls',
  })

const slack = z.strictObject({
  ...base,
  kind: z.literal('slack'),
  origin: z
    .string()
    .refine((text) => isAddress(text, ({ origin }) => origin === text), 'must be an http or https origin'),
  sealedUrl: sealed,
})

const webhook = z.strictObject({
  ...base,
  kind: z.literal('webhook'),
  url: z
    .string()
    .refine(
      (text) => isAddress(text, ({ username, password, hash }) => !(username || password || hash)),
      'must be an http or https address without a user or a password',
    ),
  sealedSecret: sealed,
})

export const notifications: z.ZodType<Notifications> = z
  .strictObject({
    channels: z
      .array(
        z.discriminatedUnion(
          'kind',
          [mail, slack, webhook],
          'must be a channel: of kind mail, slack or webhook',
        ),
        'must be a list of channels',
      )
      .default([]),
    waitLimitHours: z
      .number('must be a number of working hours')
      .min(1, 'must be at least 1 working hour')
      .max(2_000, 'must be at most 2000 working hours')
      .default(defaultNotifications.waitLimitHours),
    digest: z
      .strictObject({
        weekday: z
          .number('must be a weekday, 1 (Monday) to 7 (Sunday)')
          .int('must be a weekday, 1 (Monday) to 7 (Sunday)')
          .min(1, 'must be a weekday, 1 (Monday) to 7 (Sunday)')
          .max(7, 'must be a weekday, 1 (Monday) to 7 (Sunday)'),
        time: z
          .string('must be a time of day such as 08:00')
          .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 08:00'),
      })
      .default(defaultNotifications.digest),
  })
  .refine(({ channels }) => new Set(channels.map(({ name }) => name)).size === channels.length, {
    error: 'has two channels of one name: give each a name of its own',
    path: ['channels'],
  })
