import type { AdminTexts } from '../en/admin.ts'

export const sessions: AdminTexts['sessions'] = {
  title: 'सत्र',
  lead: 'लोग अभी जहाँ साइन इन हैं, सबसे नया पहले।',
  account: 'खाता',
  accountHint: 'किसी खाते की ID',
  none: 'कोई साइन इन नहीं है।',
  columns: {
    person: 'व्यक्ति',
    device: 'डिवाइस',
    from: 'कहाँ से',
    level: 'दूसरा प्रमाण',
    seen: 'पिछली बार देखा गया',
    since: 'कब साइन इन किया',
    until: 'कब समाप्त होगा',
    acts: 'कार्रवाई',
  },
}
