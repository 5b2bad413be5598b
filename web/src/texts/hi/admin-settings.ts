import type { AdminTexts } from '../en/admin.ts'

export const settings: AdminTexts['settings'] = {
  title: 'सेटिंग',
  lead: 'जैसी अभी लागू हैं। इन्हें वहाँ बदला जाता है जहाँ सेवा चलती है; गोपनीय मानों के बारे में केवल यह दिखता है कि वे सेट हैं या नहीं।',
  set: 'सेट है',
  unset: 'सेट नहीं है',
  groups: {
    service: 'सेवा',
    stores: 'डेटा भंडार',
    mail: 'ईमेल',
    texts: 'SMS',
    tokens: 'टोकन और सत्र',
    passwords: 'पासवर्ड',
    limits: 'सीमाएँ',
    second_factors: 'दूसरे प्रमाण',
    audit: 'ऑडिट लॉग',
    social: 'अन्य प्रदाता',
  },
}
