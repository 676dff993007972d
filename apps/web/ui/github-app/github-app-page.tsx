/** Which app reads GitHub? It is made there or taken by its key, which is never shown, and an installation is chosen. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { connectionQuery } from '../api/queries.ts'
import { useIsAtLeast } from '../app/my-role.ts'
import { useOrganization } from '../app/organization.tsx'
import { Asked } from '../parts/asked.tsx'
import { Empty } from '../parts/conditions.tsx'
import { PageHead, Section } from '../parts/page-head.tsx'
import { Conversion } from './conversion.tsx'
import { Installations } from './installations.tsx'
import { KnownApp } from './known-app.tsx'
import { NewApp } from './new-app.tsx'
import { useCameBack } from './use-came-back.ts'
import '../settings/settings.css'

export function GithubAppPage() {
  const { id } = useOrganization()
  const isOwner = useIsAtLeast('owner')
  const came = useCameBack()
  const connection = useQuery(connectionQuery(id))
  return (
    <>
      <PageHead title="GitHub App" question="Which app reads GitHub?">
        <Link to="/o/$org/settings/connection" params={{ org: id }}>
          The whole connection
        </Link>
      </PageHead>
      <Asked asked={connection} lines={5}>
        {(data) =>
          data.kind === 'demo' ? (
            <Empty title="The bundled sample">
              <p>It is read from this process and needs no app.</p>
            </Empty>
          ) : !isOwner ? (
            <Empty title={data.app?.slug ?? 'No app'}>
              <p>Changing how GitHub is reached takes an owner of the organization.</p>
            </Empty>
          ) : (
            <>
              {came && <Conversion came={came} />}
              {data.app === null ? (
                <Section title="A new app" note="GitHub makes it, and shows before what it may.">
                  <NewApp />
                </Section>
              ) : (
                <Section title={`The app ${data.app.slug}`} note="By what GitHub says of it now.">
                  <Installations connection={data} />
                </Section>
              )}
              <Section
                title={data.app === null ? 'An app that there is' : 'Another app, or another key'}
                note="As it stands in its settings at GitHub."
              >
                <KnownApp connection={data} />
              </Section>
            </>
          )
        }
      </Asked>
    </>
  )
}
