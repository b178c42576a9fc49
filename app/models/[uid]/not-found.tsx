import { NotFoundMessage } from '@/components/messages/not-found-message'

export default function ModelNotFound() {
  return (
    <NotFoundMessage title="No such model">
      It may have left the catalogue, or the address has a slip in it.
    </NotFoundMessage>
  )
}
