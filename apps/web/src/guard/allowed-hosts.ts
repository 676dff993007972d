/**
 * Which names the server answers to. A page of elsewhere whose name was made to lead here (DNS rebinding) still sends
 * its own name, and is refused.
 */
import type { MiddlewareHandler } from 'hono'
import { WebError } from '../web-error.ts'

const always = ['localhost', '127.0.0.1', '[::1]']

/** @param hosts further names, without ports */
export function allowHosts(hosts: readonly string[]): MiddlewareHandler {
  const allowed = new Set([...always, ...hosts.map((host) => host.toLowerCase())])
  return async (context, next) => {
    const host = nameOf(context.req.header('host') ?? '')
    // A request may also name its host in its first line.
    if (!allowed.has(host) || !allowed.has(nameOf(new URL(context.req.url).host)))
      throw new WebError(
        'web/unknown-host',
        `This server does not answer to '${host.slice(0, 100)}'. If it should, add the name to UPFLOW_WEB_HOSTS.`,
        { host: host.slice(0, 100) },
      )
    await next()
  }
}

/** Without the port, and without the dot that ends a full name. */
const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')
