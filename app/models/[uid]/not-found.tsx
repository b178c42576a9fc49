import { NotFoundMessage } from '@/components/messages/not-found-message'
import { MODEL_NOT_FOUND } from '@/lib/http/not-found-words'

export default function ModelNotFound() {
  return <NotFoundMessage title={MODEL_NOT_FOUND.title}>{MODEL_NOT_FOUND.detail}</NotFoundMessage>
}
