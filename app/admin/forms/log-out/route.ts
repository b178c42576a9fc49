import { formAnswer, formPage } from '@/lib/admin/forms/form-answer'
import { logOutByForm } from '@/lib/admin/forms/log-in'

export const GET = formPage
export const POST = formAnswer(logOutByForm, { isForAnybody: true })
