/** The first start: who administers this installation. */
import { useState } from 'react'
import { tell } from '../api/client.ts'
import { forgetLinkText, takeLinkText } from './link-text.ts'
import { NewPersonForm } from './new-person-form.tsx'
import { Outside } from './outside.tsx'
import { goBack } from './way-back.ts'

export function SetUpPage() {
  const [link] = useState(takeLinkText)
  return (
    <Outside
      title="Set Upflow up"
      lead="You become its administrator, and own the organizations that there are."
    >
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
