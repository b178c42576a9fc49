import { formAnswer, formPage } from '@/lib/admin/forms/form-answer'
import { steerRunByForm } from '@/lib/admin/forms/runs'

export const GET = formPage
export const POST = formAnswer(steerRunByForm)
