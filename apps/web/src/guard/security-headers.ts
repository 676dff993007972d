/**
 * What the browser is to forbid: nothing is loaded from elsewhere, no script stands in a page, no other page shows
 * this one in a frame or reads it.
 */
import type { MiddlewareHandler } from 'hono'

const headers = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const

/** For what is no page. */
const nothing = "default-src 'none'; frame-ancestors 'none'"

/**
 * @param nonce for the style tag that the pages' components write; scripts have none
 * @param formTarget an origin to which a form may be sent, beside here; null for none
 */
export const pagePolicy = (nonce: string, formTarget: string | null): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    formTarget === null ? "form-action 'self'" : `form-action 'self' ${formTarget}`,
    "frame-ancestors 'none'",
  ].join('; ')

export const securityHeaders: MiddlewareHandler = async (context, next) => {
  for (const [name, value] of Object.entries(headers)) context.header(name, value)
  context.header('content-security-policy', nothing)
  await next()
}
