import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { followNotices } from 'kalosphere-auth/notice-stream.ts'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { More } from '../account/more.tsx'
import { Loaded } from '../account/parts.tsx'
import { type List, useList } from '../account/use-list.ts'
import { noticesQuery } from '../app/asked.ts'
import { api, session } from '../app/service.ts'
import { Icon } from '../look/icons.tsx'
import { useMoments } from '../look/moments.ts'
import { sentenceOf } from '../texts/sentence.ts'
import { useTexts } from '../texts/texts.tsx'
import { useToast } from './toasts.tsx'

type Told = { readonly type: string; readonly data: Readonly<Record<string, unknown>> }

/** The words of a notice: of its change, or of its kind. */
function useTold(): (notice: Told) => string {
  const { told } = useTexts().account.notices
  return ({ type, data }) => {
    const words = told[String(data.change ?? type)] ?? told[type] ?? type
    const about = [data.device, data.address].filter((one) => typeof one === 'string' && one !== '')
    return about.length === 0 ? words : `${words}: ${about.join(', ')}`
  }
}

/** Hears of notices while the page is open: a toast for each, and what they are about is asked for again. */
function useLiveNotices(): void {
  const queries = useQueryClient()
  const say = useToast()
  const told = useTold()
  const tell = useEffectEvent((notice: Told) => say(told(notice)))
  useEffect(
    () =>
      followNotices({
        origin: location.origin.replace('http', 'ws'),
        ticket: async () => (await answerOf(api.POST('/api/auth/notifications/ticket/'))).ticket,
        onOpen: () => void queries.invalidateQueries({ queryKey: ['notices'] }),
        onNotice: (notice) => {
          tell(notice)
          void queries.invalidateQueries()
        },
        onOver: session.drop,
      }),
    [queries],
  )
}

/** The bell in the corner, and the notices behind it. */
export function Bell() {
  const { notices } = useTexts().account
  useLiveNotices()
  const [open, setOpen] = useState(false)
  const list = useList(noticesQuery)
  const fresh = list.asked.data?.filter(({ read_at }) => read_at === null).length ?? 0
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!open) return
    const leave = (event: Event) => {
      const outside = event.target instanceof Node && !place.current?.contains(event.target)
      if (outside || (event instanceof KeyboardEvent && event.key === 'Escape')) setOpen(false)
    }
    for (const kind of ['pointerdown', 'keydown', 'focusin']) document.addEventListener(kind, leave)
    return () => {
      for (const kind of ['pointerdown', 'keydown', 'focusin']) document.removeEventListener(kind, leave)
    }
  }, [open])
  return (
    <div className="bell" ref={place}>
      <button
        type="button"
        className="icon-button"
        aria-expanded={open}
        aria-label={fresh > 0 ? `${notices.title}: ${notices.unread(fresh)}` : notices.title}
        onClick={() => setOpen(!open)}
      >
        <Icon name="bell" />
        {fresh > 0 && <span className="bell-dot">{fresh}</span>}
      </button>
      {open && <Tray list={list} fresh={fresh} />}
    </div>
  )
}

type Listed = Told & { readonly id: string; readonly at: string; readonly read_at: string | null }

function Tray({ list, fresh }: { list: List<Listed>; fresh: number }) {
  const texts = useTexts()
  const words = texts.account.notices
  const told = useTold()
  const { ago } = useMoments()
  const queries = useQueryClient()
  const say = useToast()
  const read = useMutation({
    mutationFn: () => answerOf(api.POST('/api/auth/notifications/read/', { body: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notices'] }),
    onError: (error) => say(sentenceOf(texts, error)),
  })
  return (
    <section className="tray" aria-label={words.title}>
      <Loaded asked={list.asked}>
        {(notices) =>
          notices.length === 0 ? (
            <p className="quiet small">{words.none}</p>
          ) : (
            <ul className="list">
              {notices.map((notice) => (
                <li key={notice.id} data-new={notice.read_at === null}>
                  <span>
                    <strong>{told(notice)}</strong>
                    <span className="about">{ago(notice.at)}</span>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <More list={list} />
      {fresh > 0 && (
        <Button variant="quiet" size="compact-sm" loading={read.isPending} onClick={() => read.mutate()}>
          {words.markRead}
        </Button>
      )}
    </section>
  )
}
