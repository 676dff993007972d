/** How people sign in: a door of its own, since only a server that signs people in has to load better-auth. */
export { createSignIn, type SignInOptions } from './sign-in/create-sign-in.ts'
export type { Sent, SignedIn, SignIn } from './sign-in/door.ts'
export type { GithubProvider, OidcProvider, ProviderName, Providers } from './sign-in/providers.ts'
