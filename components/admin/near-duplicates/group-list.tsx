'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { modelPath } from '@/components/models/model-path'
import { BUTTON, LONE_LINK, SMALL_BUTTON } from '@/components/ui/looks'
import type { GroupMemberView, NearDuplicateGroupView } from '@/lib/admin/views'
import { ActionForm } from '../action-form'
import { ConfirmButton } from '../confirm-button'

type Props = { groups: NearDuplicateGroupView[]; after: number; mostTakenDown: number }

/** Groups of near-duplicates, and what can be decided of each of their models. */
export function GroupList({ groups, after, mostTakenDown }: Props) {
  return (
    <ul role="list" className="space-y-12">
      {groups.map((group) => (
        <li key={group.group}>
          <Group group={group} after={after} mostTakenDown={mostTakenDown} />
        </li>
      ))}
    </ul>
  )
}

type GroupProps = Omit<Props, 'groups'> & { group: NearDuplicateGroupView }

function Group({ group, after, mostTakenDown }: GroupProps) {
  const { group: id, count, models, apart } = group
  const form = (does: string, uid: string) => ({ does, uid, group: id, after })
  const isFolded = count > 1
  const others = count - 1
  const folded = models.map((model) => (
    <Member key={model.uid} model={model}>
      {isFolded && (
        <>
          <ActionForm to="near-duplicates" values={form('keep-apart', model.uid)}>
            <button type="submit" className={SMALL}>
              Keep apart <span className="sr-only">{model.name}</span>
            </button>
          </ActionForm>
          <ConfirmButton
            to="near-duplicates"
            values={{ ...form('take-down-others', model.uid), others }}
            search={after > 0 ? { after } : {}}
            size="small"
            label={
              <>
                Take down the others <span className="sr-only">of {model.name}</span>
              </>
            }
            question={<Question name={model.name} others={others} mostTakenDown={mostTakenDown} />}
            confirm={others === 1 ? 'Take it down' : 'Take them down'}
            keep={others === 1 ? 'Leave it' : 'Leave them'}
          />
        </>
      )}
    </Member>
  ))
  const keptApart = apart.map((model) => (
    <Member key={model.uid} model={model}>
      <ActionForm to="near-duplicates" values={form('fold-again', model.uid)}>
        <button type="submit" className={SMALL}>
          Fold again <span className="sr-only">{model.name}</span>
        </button>
      </ActionForm>
    </Member>
  ))
  return (
    <section aria-labelledby={`group-${id}`} className="border-t border-line pt-4">
      <h2 id={`group-${id}`} className="mb-4 text-2xl">
        {isFolded ? `${count.toLocaleString('en')} of one thing` : 'Kept apart'}
        {models[0] && isFolded && <span className="text-muted">: {models[0].name}</span>}
      </h2>
      <ul role="list" className={MEMBERS}>
        {folded}
        {!isFolded && keptApart}
      </ul>
      {models.length < count && (
        <p className="mt-4 text-sm text-muted">The first {models.length.toLocaleString('en')} are shown.</p>
      )}
      {isFolded && apart.length > 0 && (
        <>
          <h3 className="mt-8 mb-4 font-medium">Kept apart from these</h3>
          <ul role="list" className={MEMBERS}>
            {keptApart}
          </ul>
        </>
      )}
    </section>
  )
}

const MEMBERS = 'grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-5 gap-y-7'
const SMALL = `${BUTTON.quiet} ${SMALL_BUTTON}`

function Question({ name, others, mostTakenDown }: { name: string; others: number; mostTakenDown: number }) {
  const taken = Math.min(others, mostTakenDown)
  const what = taken === 1 ? 'the other model' : `the ${taken.toLocaleString('en')} other models`
  return (
    <>
      <p>
        Take down {what} of this group, and keep <bdi>{name}</bdi>?
      </p>
      <p className="text-sm text-muted">
        {taken === 1
          ? 'Its picture and all that was computed from it are deleted, and no catalogue source brings it back.'
          : 'Their pictures and all that was computed from them are deleted, and no catalogue source brings them back.'}
        {taken < others &&
          ` Of ${others.toLocaleString('en')} others the first ${taken.toLocaleString('en')} are taken down; ask again for more.`}
      </p>
    </>
  )
}

function Member({ model, children }: { model: GroupMemberView; children: ReactNode }) {
  const { uid, name, author, likeCount, thumbnailUrl, ageRestricted } = model
  return (
    <li className="min-w-0">
      <div className="tile" data-covered={ageRestricted || undefined}>
        <img src={thumbnailUrl} alt="" loading="lazy" decoding="async" />
      </div>
      <p className="mt-2 font-medium wrap-anywhere">
        <Link href={modelPath(uid)} prefetch={false} className={LONE_LINK}>
          {name}
        </Link>
      </p>
      <p className="text-sm text-muted wrap-anywhere">
        {[author, likeCount > 0 ? `${likeCount.toLocaleString('en')} likes` : null]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <div className="mt-2 flex flex-wrap gap-2">{children}</div>
    </li>
  )
}
