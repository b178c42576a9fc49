export { answerRequest as POST } from '@/lib/admin/endpoints'
