import { formAnswer, formPage } from '@/lib/admin/forms/form-answer'
import { logInByForm } from '@/lib/admin/forms/log-in'

export const GET = formPage
export const POST = formAnswer(logInByForm, { isForAnybody: true })
