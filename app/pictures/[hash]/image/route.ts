export { answerRequest as GET } from '@/lib/admin/endpoints'
