import { AllModelsLink } from './all-models-link'
import { Message } from './message'

/** Says what is not there, and leads back to what is. */
export function NotFoundMessage({ title, children }: { title: string; children: string }) {
  return (
    <Message title={title}>
      <p>{children}</p>
      <p>
        <AllModelsLink />
      </p>
    </Message>
  )
}
