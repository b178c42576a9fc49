export { answerRequest as GET, answerRequest as POST } from '@/lib/admin/endpoints'
