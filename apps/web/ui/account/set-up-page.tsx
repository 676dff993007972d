/** The first start: who administers this installation. */
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { forgetLinkText, takeLinkText } from './link-text.ts'
import { NewPersonForm } from './new-person-form.tsx'
import { NoLink } from './no-link.tsx'
import { Outside } from './outside.tsx'
import { goBack } from './way-back.ts'

const title = 'Set Upflow up'

export function SetUpPage() {
  const [link] = useState(takeLinkText)
  if (link === '')
    return (
      <NoLink title={title}>This page needs the one-time link that stands in the log of the server.</NoLink>
    )
  return (
    <Outside title={title} lead="You become its administrator, and own the organizations that there are.">
      <NewPersonForm
        button="Begin"
        enter={async (person) => {
          await tell('POST', '/set-up', { link, ...person })
          forgetLinkText()
          goBack()
        }}
      />
    </Outside>
  )
}
