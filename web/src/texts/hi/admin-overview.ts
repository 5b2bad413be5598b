import type { AdminTexts } from '../en/admin.ts'

export const overview: AdminTexts['overview'] = {
  title: 'अवलोकन',
  lead: 'हाल में क्या हुआ। दिन और घंटे UTC के अनुसार हैं।',
  by: 'समय की इकाई',
  steps: { day: 'दिन, पिछले 30', hour: 'घंटा, पिछले 24' },
  sessions: 'चालू सत्र',
  sessionsNow: (count) => `अभी ${count}`,
  orMore: (count) => `${count} या अधिक`,
  measures: {
    sign_ups: 'साइन अप',
    sign_ins: 'साइन इन',
    sign_ins_with_second_factor: 'दूसरे प्रमाण के साथ साइन इन',
    second_factors_asked: 'माँगे गए दूसरे प्रमाण',
    failures: 'विफल साइन इन',
    locks: 'लॉक',
  },
  total: (count) => `कुल ${count}`,
  per: { day: 'प्रति दिन', hour: 'प्रति घंटा' },
  most: { day: 'अधिकतम', hour: 'गिनती' },
  unmeasured: 'गिना नहीं गया',
  at: (when, count) => `${when}: ${count}`,
  keys: 'तीर कुंजियों से एक पट्टी से दूसरी पर जाएँ।',
  asTable: 'यही तालिका में',
  when: { day: 'दिन', hour: 'घंटा' },
}
