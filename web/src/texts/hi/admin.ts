import type { AdminTexts } from '../en/admin.ts'
import { audit } from './admin-audit.ts'
import { blocks } from './admin-blocks.ts'
import { health } from './admin-health.ts'
import { keys } from './admin-keys.ts'
import { outbox } from './admin-outbox.ts'
import { overview } from './admin-overview.ts'
import { people } from './admin-people.ts'
import { person } from './admin-person.ts'
import { services } from './admin-services.ts'
import { sessions } from './admin-sessions.ts'
import { settings } from './admin-settings.ts'
import { webhooks } from './admin-webhooks.ts'

export const admin: AdminTexts = {
  nav: {
    label: 'व्यवस्थापन',
    account: 'मेरा खाता',
    overview: 'अवलोकन',
    people: 'लोग',
    sessions: 'सत्र',
    audit: 'ऑडिट लॉग',
    outbox: 'आउटबॉक्स',
    webhooks: 'वेबहुक',
    blocks: 'ब्लॉक',
    keys: 'कुंजियाँ',
    services: 'सेवाएँ',
    settings: 'सेटिंग',
  },
  old: 'जो दिख रहा है, वह पहले का है।',
  problems: {
    permission_denied: 'आपकी भूमिका में इसकी अनुमति नहीं है, या इस खाते के लिए नहीं है।',
    reauthentication_required: 'इसके लिए आपको फिर से साबित करना होगा कि यह आप हैं।',
    key_from_settings: 'कुंजी सेटिंग में दी गई है और वहीं बदली जाती है।',
  },
  secret: {
    lead: 'यह आपको केवल इसी बार दिखेगा। इसे वहाँ रखें जहाँ गोपनीय चीज़ें रखी जाती हैं।',
    kept: 'मैंने इसे संभालकर रख लिया है',
    copyLabel: (what) => `कॉपी करें: ${what}`,
  },
  barriers: {
    permission_denied: {
      title: 'यह आपकी भूमिका के लिए नहीं है',
      lead: 'सेवा इसे दूसरों को दिखाती है। आपको इसकी ज़रूरत हो, तो किसी व्यवस्थापक से वह भूमिका माँगें।',
    },
    mfa_enrolment_required: {
      title: 'व्यवस्थापन के लिए दूसरा प्रमाण ज़रूरी है',
      lead: 'आपके खाते में कोई दूसरा प्रमाण नहीं है। एक सेट करें, फिर दोबारा साइन इन करें: ऑथेंटिकेटर ऐप या पासकी में एक मिनट लगता है।',
    },
    reauthentication_required: {
      title: 'पुष्टि करें कि यह आप हैं',
      lead: 'व्यवस्थापन में दिन में एक बार आपका दूसरा प्रमाण माँगा जाता है।',
    },
    prove: 'पुष्टि करें',
    toSecurity: 'दूसरा प्रमाण सेट करें',
    toAccount: 'मेरे खाते पर जाएँ',
  },
  table: {
    about: (what, lead) => `${what} – ${lead}`,
    together: (parts) => parts.join('। '),
    filters: 'खोज और फ़िल्टर',
    all: 'सभी',
    columns: 'कॉलम',
    chosen: 'चुने हुए',
    choose: (what) => `${what} को चुनें`,
    more: 'और दिखाएँ',
    end: 'बस इतना ही।',
    count: (count, isMore) => `${count} ${count < 2 ? 'पंक्ति' : 'पंक्तियाँ'}${isMore ? ', और भी हैं' : ''}`,
    never: 'कभी नहीं',
    yes: 'हाँ',
    no: 'नहीं',
  },
  reason: {
    label: 'कारण',
    hint: 'यह ऑडिट लॉग में रखा जाता है। अगर यह किसी व्यक्ति के बारे में है, तो वे इसे अपने डाउनलोड किए डेटा में पढ़ सकते हैं।',
  },
  roles: { none: 'कोई नहीं', support: 'सहायता', admin: 'व्यवस्थापक' },
  overview,
  people,
  person,
  sessions,
  audit,
  blocks,
  outbox,
  webhooks,
  keys,
  services,
  settings,
  health,
}
