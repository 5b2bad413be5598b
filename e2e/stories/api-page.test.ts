import { expect, test } from '../stage.ts'

test('the API page shows every operation, from this service alone', async ({ enter }) => {
  const ana = await enter()
  await ana.open('/api/docs/')
  await expect(ana.page).toHaveURL('/api/docs/')
  await expect(ana.page.getByRole('heading', { name: 'Kalosphere Auth' })).toBeVisible({ timeout: 30_000 })
  await expect(ana.page.getByText('Sign in with a passkey alone', { exact: true })).toBeVisible({ timeout: 30_000 })
})
