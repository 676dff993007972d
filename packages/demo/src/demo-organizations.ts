/** The organizations that read the bundled sample. */
import type { SampleOwner } from '@upflow/github-emulator'
import type { ReleaseRule } from '@upflow/model'

interface DemoOrganization {
  readonly owner: SampleOwner
  /** What is absent from the sample, so that nobody takes it for a fact. */
  readonly caveat: string
  /** Of repositories that have one of their own, by name. */
  readonly releaseRules?: Readonly<Record<string, ReleaseRule>>
}

export const demoOrganizations: Readonly<Record<string, DemoOrganization>> = {
  demo: {
    owner: 'bitcoin-core',
    caveat:
      'Sample: real pull requests under pseudonyms, without titles and file lists. Those of secp256k1 are released by its real tags, those of gui when merged into master.',
    releaseRules: { secp256k1: { kind: 'tags', key: 'v.*' } },
  },
  'demo-cfrg': {
    owner: 'cfrg',
    caveat:
      'Sample: real pull requests under pseudonyms. It lacks when reviews were submitted and all timeline events, so pickup ends at the first comment and review begins there.',
  },
}

/** By which ids they are known. */
export const demoIds: readonly string[] = Object.keys(demoOrganizations)

export const demoCaveat = (id: string): string | null => demoOrganizations[id]?.caveat ?? null
