import { heading } from '../account-pages.ts'
import { look } from '../look.ts'
import { enterDashboard, haveStaff } from '../staff.ts'
import { expect, test } from '../stage.ts'

test('an administrator finds people', async ({ enter, service }) => {
  const { page } = await enter()
  const admin = await haveStaff(service, 'admin')
  await enterDashboard(page, admin, '/admin/people')
  await heading(page, 'People')
  await expect(page.getByRole('row').filter({ hasText: admin.email })).toBeVisible()
  await look(page, 'admin-people')
})
