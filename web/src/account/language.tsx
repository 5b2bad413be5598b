import { Button } from '@mantine/core'
import { answerOf } from 'kalosphere-auth/open-api.ts'
import { api } from '../app/service.ts'
import { LanguageMenu } from '../texts/language-menu.tsx'
import { type Language, nameOf, nearestLanguage } from '../texts/spoken.ts'
import { useLanguage, useTexts } from '../texts/texts.tsx'
import { Panel } from './parts.tsx'
import { useAct } from './use-act.ts'

/**
 * The language of the pages in this browser, and that of mails, which the account has. A choice here is for both; a browser that
 * speaks another one shows that, and changes nothing by itself.
 * @param locale of the account, a language tag
 */
export function LanguagePanel({ locale }: { locale: string }) {
  const { account } = useTexts()
  const { title, lead, label, mails, useForMails } = account.language
  const present = useLanguage()
  const keep = useAct({
    act: (language: Language) => answerOf(api.PATCH('/api/auth/profile/', { body: { locale: language } })),
    said: account.saved,
  })
  const mailed = nearestLanguage(locale)
  return (
    <Panel title={title} lead={lead}>
      <div>
        <LanguageMenu label={label} onChosen={keep.mutate} />
      </div>
      {mailed !== present && (
        <div className="row apart">
          <p className="quiet small">{mails(mailed ? nameOf(mailed) : locale)}</p>
          <Button variant="default" size="compact-sm" loading={keep.isPending} onClick={() => keep.mutate(present)}>
            {useForMails}
          </Button>
        </div>
      )}
    </Panel>
  )
}
