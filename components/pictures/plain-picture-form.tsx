import { BUTTON } from '@/components/ui/looks'

/** Where no scripts run: the browser sends the picture by itself, and is led to what looks like it. */
export function PlainPictureForm() {
  return (
    <form
      method="post"
      action="/pictures/search"
      encType="multipart/form-data"
      className="hidden space-y-5 [@media(scripting:none)]:block"
    >
      <label className="block space-y-1.5">
        <span className="block text-sm text-muted">A picture</span>
        <input type="file" name="image" accept="image/*" required className="block w-full" />
      </label>
      <button type="submit" className={BUTTON.strong}>
        See what looks like it
      </button>
    </form>
  )
}
