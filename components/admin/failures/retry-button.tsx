import { BUTTON } from '../../ui/looks'
import { ActionForm } from '../action-form'

type Props = {
  /** The model to try again; all that failed when it is not given. */
  uid?: string
  label: string
  recipe?: string
}

/** Starts a run that tries failed models again, and leads to it. */
export function RetryButton({ uid, label, recipe }: Props) {
  return (
    <ActionForm to="start-run" values={{ retry: uid === undefined ? 'all' : 'one', uid, recipe }}>
      <button type="submit" className={BUTTON.quiet}>
        {label}
      </button>
    </ActionForm>
  )
}
