import type { AdminTexts } from '../en/admin.ts'

export const services: AdminTexts['services'] = {
  title: 'सेवाएँ',
  lead: 'ये इस सेवा से पूछ सकती हैं कि कोई टोकन मान्य है या नहीं, और उसे रद्द कर सकती हैं।',
  none: 'कोई सेवा पंजीकृत नहीं है।',
  columns: {
    name: 'नाम',
    id: 'क्लाइंट ID',
    created: 'कब जोड़ी गई',
    old: 'पुराना सीक्रेट कब तक चलेगा',
    acts: 'कार्रवाई',
  },
  add: {
    button: 'सेवा जोड़ें',
    title: 'सेवा जोड़ें',
    lead: 'उसे एक क्लाइंट ID मिलती है और एक सीक्रेट, जो आपको एक ही बार दिखता है।',
    name: 'नाम',
    submit: 'जोड़ें',
  },
  secret: { title: 'सेवा का सीक्रेट', id: 'क्लाइंट ID', name: 'सीक्रेट' },
  rotate: { button: 'नया सीक्रेट', title: 'इसे नया सीक्रेट दें', lead: 'मौजूदा सीक्रेट एक दिन और चलता है।' },
  remove: {
    button: 'हटाएँ',
    title: 'सेवा हटाएँ',
    lead: 'अब से इस सेवा को मना कर दिया जाएगा।',
    said: 'हटा दी गई।',
  },
  label: (act, service) => `${act}: ${service}`,
}
