/** The workspace as the rules see it: packages with their manifests, and source files with what they import. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { globSync } from 'tinyglobby'

export interface SourceFile {
  /** From the root, with `/`. */
  readonly path: string
  readonly text: string
}

export interface Package {
  /** `packages/db` */
  readonly folder: string
  readonly name: string
  readonly dependencies: readonly string[]
  readonly devDependencies: readonly string[]
}

export interface Workspace {
  readonly packages: readonly Package[]
  readonly files: readonly SourceFile[]
}

export interface Import {
  readonly specifier: string
  readonly line: number
}

export function readWorkspace(root: string): Workspace {
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  const manifests = globSync(['packages/*/package.json', 'apps/*/package.json'], { cwd: root }).sort()
  return {
    packages: manifests.map((path) => {
      const {
        name,
        dependencies = {},
        devDependencies = {},
      } = JSON.parse(read(path)) as {
        name: string
        dependencies?: Record<string, string>
        devDependencies?: Record<string, string>
      }
      return {
        folder: dirname(path),
        name,
        dependencies: Object.keys(dependencies),
        devDependencies: Object.keys(devDependencies),
      }
    }),
    files: globSync(
      ['{packages,apps}/*/{src,ui,test,bench,scripts}/**/*.{ts,tsx}', '{packages,apps}/*/*.config.ts'],
      {
        cwd: root,
        ignore: ['**/*.d.ts'],
      },
    )
      .sort()
      .map((path) => ({ path, text: read(path) })),
  }
}

const statement =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

export function importsOf({ text }: SourceFile): Import[] {
  return [...text.matchAll(statement)].map((match) => ({
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
    line: text.slice(0, (match.index ?? 0) + match[0].length).split('\n').length,
  }))
}
