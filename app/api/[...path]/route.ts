export {
  answerRequest as GET,
  answerRequest as POST,
  answerRequest as PUT,
  answerRequest as PATCH,
  answerRequest as DELETE,
} from '@/lib/admin/endpoints'
