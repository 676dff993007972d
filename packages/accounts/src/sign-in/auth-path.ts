/** The addresses that signing in has below the server's. */
import type { ProviderName } from './providers.ts'

export const authPath = '/api/v1/auth'

/** Where a provider sends people back to. */
export const callbackPath = (provider: ProviderName): string => `${authPath}/callback/${provider}`
