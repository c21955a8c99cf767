import { describe, expect, test } from 'vitest'
import { maskPersonal } from './audit-mask.ts'

const record = {
  airbase_id: 'abc',
  invoice_number: 'INV-1',
  notes: 'for Zoë',
  spend_owner: { name: 'Zoë Müller', email: 'zoe@example.com' },
  employee: null,
  vendor: { name: 'Müller GmbH', erp_reference_id: 'US-101' },
  expense_list: [
    {
      line_number: 1,
      amount: '12.50',
      description: 'Lunch with Zoë',
      account: { erp_reference_id: '605110', name: 'Travel' },
    },
  ],
  status: 'ready_to_sync',
}

describe('the masker', () => {
  test('hides names, addresses, notes and descriptions wherever they stand', () => {
    expect(maskPersonal(record, false)).toEqual({
      airbase_id: 'abc',
      invoice_number: 'INV-1',
      notes: '***',
      spend_owner: { name: '***', email: '***' },
      employee: null,
      vendor: { name: '***', erp_reference_id: 'US-101' },
      expense_list: [
        {
          line_number: 1,
          amount: '12.50',
          description: '***',
          account: { erp_reference_id: '605110', name: '***' },
        },
      ],
      status: 'ready_to_sync',
    })
    expect(JSON.stringify(maskPersonal(record, false))).not.toMatch(/Zo|Müller/)
  })

  test.each([
    'Name',
    'vendorName',
    'VendorName',
    'employee_name',
    'first name',
    'eMail',
    'email',
    'contactEmail',
    'PhoneNumber',
    'notes',
    'Note',
    'memo',
    'InvoiceDescription',
    'LineDescription',
    'TransactionText',
    'OffsetTransactionText',
    'Txt',
    'approver',
  ])('knows %s as personal', (field) => {
    expect(maskPersonal({ [field]: 'Zoë' }, false)).toEqual({ [field]: '***' })
    expect(maskPersonal({ [field]: 'Zoë' }, true)).toEqual({ [field]: 'Zoë' })
  })

  test.each([
    'JournalName',
    'AccountDisplayValue',
    'DimensionDisplayValue',
    'number',
    'ProcurementCategoryName',
    'Context',
    'currency',
  ])('leaves %s as it is', (field) => expect(maskPersonal({ [field]: 'x' }, false)).toEqual({ [field]: 'x' }))

  test('finds an address in a field of any name', () => {
    expect(maskPersonal({ reference: 'ask zoe@example.com' }, false)).toEqual({ reference: '***' })
    expect(maskPersonal({ list: ['zoe@example.com', 3] }, false)).toEqual({ list: ['***', 3] })
  })

  test.each(['iban', 'vendor_iban', 'bankAccountNumber', 'swiftCode', 'routing_number', 'apiKey'])(
    'never shows %s, whoever asks',
    (field) =>
      expect(maskPersonal({ [field]: 'DE89370400440532013000', deep: { [field]: 12 } }, true)).toEqual({
        [field]: '***',
        deep: { [field]: '***' },
      }),
  )

  test('keeps what is empty, so that it can be seen to be empty', () => {
    expect(maskPersonal({ notes: '', memo: null, owner: { name: null, active: true } }, false)).toEqual({
      notes: '',
      memo: null,
      owner: { name: null, active: true },
    })
  })
})
