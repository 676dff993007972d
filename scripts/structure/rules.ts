/** The rules of ARCHITECTURE.md, as code: each gives the places that break it, in words. */
import { posix } from 'node:path'
import { importsOf, type Package, type SourceFile, type Workspace } from './read-workspace.ts'

/** What each package may import of ours. Nothing else may import anything. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  '@upflow/tooling': [],
  '@upflow/model': [],
  '@upflow/analyzer': ['@upflow/model'],
  '@upflow/db': ['@upflow/model'],
  '@upflow/jobs': [],
  '@upflow/jobs-dbos': ['@upflow/jobs'],
  '@upflow/accounts': ['@upflow/model', '@upflow/db'],
  '@upflow/github': ['@upflow/model'],
  '@upflow/settings': ['@upflow/model', '@upflow/analyzer', '@upflow/db'],
  '@upflow/insights': ['@upflow/model', '@upflow/analyzer', '@upflow/db', '@upflow/settings'],
  '@upflow/notifications': [
    '@upflow/model',
    '@upflow/analyzer',
    '@upflow/db',
    '@upflow/settings',
    '@upflow/insights',
  ],
  '@upflow/exports': ['@upflow/model', '@upflow/db', '@upflow/jobs'],
  '@upflow/github-emulator': ['@upflow/model', '@upflow/tooling'],
  '@upflow/pipeline': [
    '@upflow/model',
    '@upflow/analyzer',
    '@upflow/db',
    '@upflow/settings',
    '@upflow/insights',
    '@upflow/notifications',
    '@upflow/jobs',
    '@upflow/jobs-dbos',
    '@upflow/github',
  ],
  '@upflow/demo': ['@upflow/model', '@upflow/db', '@upflow/pipeline', '@upflow/github-emulator'],
  cli: [
    '@upflow/model',
    '@upflow/pipeline',
    '@upflow/insights',
    '@upflow/settings',
    '@upflow/db',
    '@upflow/jobs',
    '@upflow/demo',
    '@upflow/accounts',
    '@upflow/exports',
    '@upflow/notifications',
  ],
  web: [
    '@upflow/model',
    '@upflow/settings',
    '@upflow/pipeline',
    '@upflow/insights',
    '@upflow/jobs',
    '@upflow/demo',
    '@upflow/exports',
    '@upflow/accounts',
  ],
}

type Rule = (workspace: Workspace) => string[]

const isOurs = (name: string) => name.startsWith('@upflow/') || name === 'cli' || name === 'web'
const packageOf = ({ packages }: Workspace, path: string): Package | undefined =>
  packages.find(({ folder }) => path.startsWith(`${folder}/`))
const isSettings = ({ path }: SourceFile) => /^[^/]+\/[^/]+\/[^/]+\.config\.ts$/.test(path)
const isSource = ({ path }: SourceFile) => /^[^/]+\/[^/]+\/(?:src|ui)\//.test(path)
const isPage = ({ path }: SourceFile) => /^apps\/[^/]+\/ui\//.test(path)
const nameOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** Imports and manifests follow the arrows. Tests may use what a package lists for development. */
export const arrows: Rule = (workspace) => {
  const manifests = workspace.packages.flatMap(({ name, folder, dependencies }) =>
    dependencies
      .filter((other) => isOurs(other) && !mayImport[name]?.includes(other))
      .map((other) => `${folder}/package.json: ${name} may not depend on ${other}`),
  )
  const imports = workspace.files.flatMap((file) => {
    const owner = packageOf(workspace, file.path)
    return importsOf(file).flatMap(({ specifier, line }) => {
      const other = nameOf(specifier)
      if (!owner || !isOurs(other) || other === owner.name || mayImport[owner.name]?.includes(other))
        return []
      if (!isSource(file) && owner.devDependencies.includes(other)) return []
      return [`${file.path}:${line}: ${owner.name} may not import ${other}`]
    })
  })
  const unknown = workspace.packages
    .filter(({ name }) => !(name in mayImport))
    .map(({ folder, name }) => `${folder}: ${name} has no place in the architecture`)
  return [...manifests, ...imports, ...unknown]
}

/** What a package's build puts into it, so that its manifest need not list it for those who install it. */
const bundled: Readonly<Record<string, readonly string[]>> = {
  '@upflow/analyzer': ['@upflow/model'],
  '@upflow/github-emulator': ['@upflow/tooling'],
}

/**
 * No package reaches into another's files: only what its manifest exports. Settings of build and tests do, by path:
 * they are read before anything is built, by loaders that leave packages to Node.
 */
export const publicDoors: Rule = (workspace) =>
  workspace.files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) => {
      const owner = packageOf(workspace, file.path)
      const target = specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : null
      const reachesOut =
        target !== null &&
        owner !== undefined &&
        /^(?:packages|apps)\//.test(target) &&
        !target.startsWith(`${owner.folder}/`) &&
        !(isSettings(file) && target.startsWith('packages/tooling/src/'))
      const reachesIn = /^@upflow\/[^/]+\/(?:src|dist)\b/.test(specifier)
      return reachesOut || reachesIn
        ? [`${file.path}:${line}: reaches into another package: ${specifier}`]
        : []
    }),
  )

/** Pages run in a browser and know the server by its API alone, whose types are generated; no server imports a page. */
export const pagesApart: Rule = ({ files }) =>
  files.flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) => {
      const folder = posix.join(posix.dirname(file.path), specifier).split('/').slice(0, 3).join('/')
      const leaves =
        specifier.startsWith('.') && isPage(file) && folder !== file.path.split('/').slice(0, 3).join('/')
      const isForeign = isPage(file) && (isOurs(nameOf(specifier)) || specifier.startsWith('node:'))
      const enters =
        specifier.startsWith('.') && !isPage(file) && isSource(file) && /^apps\/[^/]+\/ui$/.test(folder)
      if (leaves || isForeign) return [`${file.path}:${line}: a page may not import ${specifier}`]
      return enters ? [`${file.path}:${line}: only pages may import ${specifier}`] : []
    }),
  )

/** What is imported is listed in the manifest: a package works by itself. */
export const declared: Rule = (workspace) =>
  workspace.files.flatMap((file) => {
    const owner = packageOf(workspace, file.path)
    return importsOf(file).flatMap(({ specifier, line }) => {
      const name = nameOf(specifier)
      if (!owner || specifier.startsWith('.') || specifier.startsWith('node:') || name === owner.name)
        return []
      const isBundled = bundled[owner.name]?.includes(name) ?? false
      // Pages are built into one bundle: who runs it installs none of what they import.
      const known =
        isSource(file) && !isPage(file) && !isBundled
          ? owner.dependencies
          : [...owner.dependencies, ...owner.devDependencies]
      return known.includes(name)
        ? []
        : [`${file.path}:${line}: ${name} is not in the dependencies of ${owner.name}`]
    })
  })

/** Libraries that one module alone may know. */
const onlyIn: Readonly<Record<string, readonly string[]>> = {
  tinypool: ['packages/analyzer/src/pool.ts'],
  cac: ['apps/cli/src/cli.ts'],
  '@octokit/auth-app': ['packages/github/src/open-connections.ts'],
  '@octokit/core': ['packages/github/src/open-connections.ts'],
  undici: ['packages/github/src/open-connections.ts'],
  pino: ['apps/web/src/log.ts'],
  'better-auth': [
    'packages/accounts/src/sign-in/create-auth.ts',
    'packages/accounts/src/sign-in/create-sign-in.ts',
    'packages/accounts/src/sign-in/passwords.ts',
    'packages/accounts/src/sign-in/providers.ts',
  ],
  re2js: ['packages/analyzer/src/pattern.ts'],
  nodemailer: ['packages/notifications/src/send/send-mail.ts'],
  '@dbos-inc/dbos-sdk': ['packages/jobs-dbos/src/load-dbos.ts'],
  '@upflow/jobs-dbos': ['packages/pipeline/src/engine/database-jobs.ts'],
  'hyparquet-writer': ['packages/exports/src/data/write-parquet.ts'],
}

export const oneKnower: Rule = (workspace) =>
  workspace.files.filter(isSource).flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) => {
      const places = Object.hasOwn(onlyIn, nameOf(specifier)) ? onlyIn[nameOf(specifier)] : undefined
      return places && !places.includes(file.path)
        ? [`${file.path}:${line}: only ${places.join(', ')} may know ${specifier}`]
        : []
    }),
  )

/** Configuration is parsed once, in each app's main. What starts suites and benchmarks hands its own on. */
export const environment: Rule = ({ files }) =>
  files
    .filter((file) => isSource(file) && !/^apps\/[^/]+\/src\/main\.ts$|^packages\/tooling\//.test(file.path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          /\bprocess\.env\b/.test(line) ? [`${path}:${index + 1}: reads the environment`] : [],
        ),
    )

/** Modules import each other in one direction only. */
export const noCycles: Rule = ({ files }) => {
  const graph = new Map(
    files
      .filter(isSource)
      .map((file) => [
        file.path,
        importsOf(file).flatMap(({ specifier }) =>
          specifier.startsWith('.') ? [posix.join(posix.dirname(file.path), specifier)] : [],
        ),
      ]),
  )
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, above: readonly string[]) => {
    if (above.includes(path))
      cycles.push(`a cycle: ${[...above.slice(above.indexOf(path)), path].join(' → ')}`)
    if (done.has(path) || above.includes(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...above, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return cycles
}

const vague = /(?:^|\/)(?:utils?|helpers?|common|services?|managers?|libs?|misc|shared)(?:\.tsx?|\/)/

/** File names are kebab-case and say what is inside; each file begins by saying why it exists, and ends in time. */
export const readable: Rule = ({ files }) =>
  files.filter(isSource).flatMap(({ path, text }) => {
    const name = posix.basename(path).replace(/\.tsx?$/, '')
    const lines = text.split('\n').length
    const start = text.replace(/^#!.*\n/, '')
    return [
      ...(/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name) ? [] : [`${path}: is not kebab-case`]),
      ...(vague.test(path) ? [`${path}: has a name that says nothing`] : []),
      ...(lines > 320 ? [`${path}: has ${lines} lines, over 320`] : []),
      ...(start.startsWith('/**') || name === 'index'
        ? []
        : [`${path}: does not begin by saying why it exists`]),
    ]
  })

export const rules: Readonly<Record<string, Rule>> = {
  arrows,
  publicDoors,
  pagesApart,
  declared,
  oneKnower,
  environment,
  noCycles,
  readable,
}
