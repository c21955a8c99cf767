/** Vendor names by company, among them the characters that break careless code. */
export const vendorNames: Readonly<Record<string, readonly string[]>> = {
  usmf: [
    "O'Brien & Sons",
    'Fenwick "Best Price" Supply',
    'Marlow, Tate & Partners LLP',
    'Quarry Hill Labs <Boston>',
    'Al-Noor Trading شركة النور',
    'Zephyr Cloud Hosting; Inc.',
    'Harbor Freight Forwarding',
    'Summit 100% Recycled Paper',
    'Pine\\Ridge Tools',
    'Eastlake Office Park',
    'Tidewater Catering',
    'Granite Legal',
  ],
  demf: [
    'Müller & Söhne Präzision GmbH',
    "D'Angelo Catering",
    'Bäckerei Groß „am Tor“',
    'Nordlicht Spedition KG',
    'Weiß Reinigung GmbH & Co. KG',
    'Łódź Optyka Sp. z o.o.',
    'Ħal Qormi Software',
    'Gebäudeservice Südstadt',
    'Isarwerke AG',
    'Kühn+Partner Steuerberater',
  ],
  jpmf: [
    '株式会社青空文具',
    '東都リース株式会社',
    'Sakura Cloud 合同会社',
    '有限会社 山田“印刷”',
    'ﾃｽﾄ商事',
    "Kobe Ship's Chandlers",
    '日本郵送サービス',
    '髙橋法律事務所',
  ],
}

/** Employees by company. */
export const employeeNames: Readonly<Record<string, readonly string[]>> = {
  usmf: [
    "Seán O'Connor",
    'Ada Okafor',
    'Ana "Nina" de Souza',
    'Mary-Kate Smith',
    'José Núñez',
    'Li Wei 李伟',
  ],
  demf: ['Zoë Müller-Lüders', 'Jörg Straßer', "Chiara D'Amico", 'Ayşe Yıldız'],
  jpmf: ['山田 太郎', '鈴木 花子', "Kenji O'Hara", '渡邊 誠'],
}

/** What lines say; some longer than any ledger's text field. */
export const lineTexts = [
  'Monthly service',
  'Team offsite, day 2',
  "Client's dinner: 6 people",
  'Servers "blue" & "green"',
  '会議室利用料',
  'Büromaterial',
  'A description that goes on for much longer than the sixty characters a journal line can hold, and then some',
  'Two lines\nin one field',
  '🚕 airport – hotel',
  '',
] as const

/** Subjects of bills. */
export const billNotes = [
  'July hosting',
  'Rent, see contract',
  'per PO by phone',
  "Supplier's copy",
  'Rechnung über Lieferung',
  '請求書',
  null,
] as const
