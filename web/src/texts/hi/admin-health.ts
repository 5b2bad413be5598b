import type { AdminTexts } from '../en/admin.ts'

export const health: AdminTexts['health'] = {
  title: 'स्थिति',
  lead: 'यह नोड अपनी ज़रूरत की चीज़ें आज़माकर जो पाता है। नतीजे अंग्रेज़ी में हैं।',
  well: 'सब ठीक है।',
  open: 'कुछ करना बाकी है।',
  again: 'फिर से जाँचें',
  todo: 'क्या करें',
  states: {
    ok: 'ठीक',
    warning: 'देखें',
    failed: 'विफल',
    skipped: 'जाँचा नहीं गया',
  },
  names: {
    settings: 'सेटिंग',
    secrets: 'गुप्त कुंजियाँ',
    public_address: 'सार्वजनिक पता और प्रॉक्सी',
    hosts: 'होस्ट',
    cookies: 'कुकी',
    relying_party: 'पासकी का डोमेन',
    clock: 'घड़ी',
    database: 'डेटाबेस',
    migrations: 'माइग्रेशन',
    connections: 'डेटाबेस कनेक्शन',
    disk: 'डिस्क',
    backup: 'बैकअप',
    redis: 'Redis',
    mail: 'ईमेल',
    texts: 'SMS',
    signing_key: 'साइनिंग कुंजी',
  },
}
