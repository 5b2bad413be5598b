import type { AdminTexts } from '../en/admin.ts'

export const blocks: AdminTexts['blocks'] = {
  title: 'ब्लॉक',
  lead: 'बहुत बार विफल होने के कारण इस समय जहाँ साइन इन रोका जा रहा है।',
  none: 'कुछ भी ब्लॉक नहीं है।',
  kinds: { password: 'पासवर्ड', factor: 'दूसरा प्रमाण', code: 'कोड', network: 'नेटवर्क' },
  columns: { kind: 'क्या आज़माया गया', whom: 'किसका', failures: 'विफल प्रयास', until: 'कब तक', acts: 'कार्रवाई' },
  nobody: 'ऐसा नाम जो किसी का नहीं',
  lift: 'हटाएँ',
  liftLabel: (kind, whom) => `ब्लॉक हटाएँ: ${kind}, ${whom}`,
  liftSheet: {
    title: 'ब्लॉक हटाएँ',
    lead: 'जिसे रोका गया था, वह तुरंत फिर कोशिश कर सकता है।',
    said: 'ब्लॉक हटा दिया गया।',
  },
}
