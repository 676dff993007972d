/** An id as a name suggests it: `Acme & Söhne` is `acme-sohne`. Empty where nothing of the name can stand in one. */
const mostCharacters = 39

export const toOrganizationId = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, mostCharacters)
    .replace(/^-+|-+$/g, '')
