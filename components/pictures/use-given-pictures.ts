import { useEffect, useEffectEvent, useState } from 'react'
import { droppedFile, mayBePicture, pastedImage } from './given-picture'

/**
 * Takes what is dropped or pasted anywhere on a page.
 *
 * @returns whether something is dragged over the page that could be dropped
 */
export function useGivenPictures(onFile: (file: File) => void): boolean {
  const [isDragging, setIsDragging] = useState(false)
  const take = useEffectEvent(onFile)

  useEffect(() => {
    // What is dragged from this page itself is no file, whatever a browser says of its pictures.
    let isOwn = false
    const concerns = ({ dataTransfer }: DragEvent) =>
      !isOwn && dataTransfer !== null && mayBePicture(dataTransfer)

    const onDragStart = () => {
      isOwn = true
    }
    const onDragEnd = () => {
      isOwn = false
    }
    const onDragOver = (event: DragEvent) => {
      if (!concerns(event)) return
      event.preventDefault()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy'
      setIsDragging(true)
    }
    const onDragLeave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setIsDragging(false)
    }
    const onDrop = (event: DragEvent) => {
      setIsDragging(false)
      if (isOwn || !event.dataTransfer?.types.includes('Files')) return
      // Else the browser would show the file in the place of the site.
      event.preventDefault()
      const file = droppedFile(event.dataTransfer)
      if (file) take(file)
    }
    const onPaste = (event: ClipboardEvent) => {
      const file = event.clipboardData && pastedImage(event.clipboardData, event.target)
      if (!file) return
      event.preventDefault()
      take(file)
    }

    const listening = new AbortController()
    const { signal } = listening
    document.addEventListener('dragstart', onDragStart, { signal })
    document.addEventListener('dragend', onDragEnd, { signal })
    document.addEventListener('dragenter', onDragOver, { signal })
    document.addEventListener('dragover', onDragOver, { signal })
    document.addEventListener('dragleave', onDragLeave, { signal })
    document.addEventListener('drop', onDrop, { signal })
    document.addEventListener('paste', onPaste, { signal })
    return () => listening.abort()
  }, [])

  return isDragging
}
