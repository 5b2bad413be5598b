import type { Page } from '@playwright/test'
import { expectAccessible } from '../accessible.ts'
import { heading, press, signInThere, write } from '../account-pages.ts'
import { look } from '../look.ts'
import { codeIn, mailTo } from '../mailbox.ts'
import { haveAccount, somebody } from '../person.ts'
import { expect, test } from '../stage.ts'

const phone = { width: 390, height: 844 }

async function inspect(page: Page, name: string): Promise<void> {
  await page.setViewportSize(phone)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(over, name).toBeLessThanOrEqual(0)
  await expectAccessible(page, name)
}

const spoken = (page: Page) => expect(page.locator('html'))

test('a German browser signs up and in, in German, with mails to match, and changes to Hindi for good', async ({
  enter,
  service,
}) => {
  const person = somebody()
  const { page } = await enter({ locale: 'de-AT', reducedMotion: 'reduce' })
  await page.goto('/sign-up')
  await heading(page, 'Erstellen Sie Ihr Konto')
  await spoken(page).toHaveAttribute('lang', 'de')
  await press(page, 'Konto erstellen')
  await expect(page.getByLabel('E-Mail-Adresse')).toHaveAccessibleDescription('Dieses Feld darf nicht leer sein.')
  await inspect(page, 'sign-up-de')
  await write(page, 'E-Mail-Adresse', person.email)
  await write(page, 'Benutzername', person.username)
  await write(page, 'Passwort', person.password)
  await press(page, 'Konto erstellen')
  await heading(page, 'Sehen Sie in Ihr Postfach')
  const mail = await mailTo(service, person.email, /^Bestätigen Sie Ihr Kalosphere-Konto$/)
  expect(mail.html).toContain('<html lang="de">')
  await write(page, 'Sechsstelliger Code', codeIn(mail))
  await press(page, 'Bestätigen')
  await expect(page.getByText('Ihre Adresse ist bestätigt.')).toBeVisible()
  await write(page, 'Passwort', person.password)
  await press(page, 'Anmelden')
  await heading(page, 'Profil')
  await inspect(page, 'profile-de')
  await look(page, 'language-profile-de')

  await page.getByLabel('Sprache dieser Seiten').selectOption('hi')
  await heading(page, 'प्रोफ़ाइल')
  await spoken(page).toHaveAttribute('lang', 'hi')
  await expect(page.getByText('सहेज लिया गया।')).toBeVisible()
  await page.reload()
  await heading(page, 'प्रोफ़ाइल')
  await spoken(page).toHaveAttribute('lang', 'hi')
  await inspect(page, 'profile-hi')
  await look(page, 'language-profile-hi')
  await page.getByRole('navigation').getByRole('link', { name: 'सुरक्षा' }).click()
  await heading(page, 'सुरक्षा')
  await inspect(page, 'security-hi')
  await page.getByRole('navigation').getByRole('link', { name: 'गतिविधि' }).click()
  await expect(page.getByText('खाता बनाया गया')).toBeVisible()
  await page.goto('/account/data')
  await press(page, 'मेरा डेटा डाउनलोड करें')
  const told = await mailTo(service, person.email, /खाते का डेटा निर्यात/)
  expect(told.html).toContain('<html lang="hi">')
})

test('a language that is chosen before the door stays, and nobody waits for another one', async ({
  enter,
  service,
}) => {
  const person = await haveAccount(service)
  const { page } = await enter({ locale: 'ja-JP' })
  const catalogues: string[] = []
  page.on('request', (request) => {
    if (/\/pages-[^/]*\.js$/.test(request.url())) catalogues.push(request.url())
  })
  await page.goto('/sign-in')
  await heading(page, 'Welcome back')
  expect(catalogues, 'English needs none').toEqual([])
  await page.getByLabel('Language').selectOption('fr')
  await heading(page, 'Content de vous revoir')
  expect(catalogues.length).toBe(1)
  await page.reload()
  await heading(page, 'Content de vous revoir')
  await inspect(page, 'sign-in-fr')
  await page.getByLabel('Langue').selectOption('es')
  await heading(page, 'Te damos la bienvenida')
  await page.getByLabel('Idioma').selectOption('en')
  await signInThere(page, person)
  await heading(page, 'Profile')
})
