import type { SetDeclaration } from './declaration.ts'

/**
 * Pending vendor invoices with their charges and attachments: no total and no posted flag exist here [seen].
 */
export const pendingSets = {
  VendorInvoiceHeaders: {
    entity: 'VendorInvoiceHeader',
    keys: 'dataAreaId HeaderReference',
    properties: {
      String: `
        AccessKey ApproverPersonnelNumber BankAccount BankConstantSymbol BankSpecificSymbol CFPSCode
        CarrierName CashDiscountCode ChargesGroup Comment CountyOrigDest Currency DeliveryName
        DeliveryPackingName DeliveryStateRegistered DeliveryTransportBrand DeliveryVehicleNumber
        DimensionDisplayValue DocumentClassificationId DocumentClassificationNumber DocumentNumber
        EnterpriseNumber FinTagDisplayValue FiscalDocumentModel FiscalDocumentOperationTypeId
        FiscalDocumentSeries FiscalDocumentTypeId FiscalEstablishmentId HeaderReference
        ImportDeclarationNumber InvoiceAccount InvoiceDescription InvoiceGroup InvoiceNumber InvoiceSeries
        InvoiceUUID Log MethodOfPayment NumberSequenceGroup PackingslipRange PaymentGroupCode PaymentId
        PaymentSchedule PaymentSpecification Port PostingProfile PurchIdRange PurchaseOrderNumber
        ReleaseDateComment SalesTaxGroup Site StatisticsProcedure TaxExemptNumber TermsOfPayment
        TransactionCode Transport UUID VariancePersonnelNumber VendorAccount VendorName
        VendorPaymentFinancialInterestCode VendorPaymentFineCode VendorRequestedWorkerEmail Warehouse
        WithholdingSetID dataAreaId`,
      Decimal: `
        CashDiscount DiscountPercentage ExchangeRate ImportedAmount ImportedSalesTax InvoiceRoundOff
        ReportingCurrencyExchangeRate SalesTaxRounding SecondaryExchangeRate TotalDiscount`,
      Date: `
        CashDiscountDate Date DueDate EndDateTime InvoiceDate InvoicePaymentReleaseDate InvoiceReceivedDate
        StartDateTime VarianceApprovedDateTime`,
      Boolean: 'Recalculation',
      EFDocPresenceTypeBR: 'FiscalOperationPresenceType',
      FiscalDocumentSpecieBr: 'FiscalDocumentSpecie',
      Listcode: 'ListCode',
      NoYes: `
        ApprovePostingWithMatchingDiscrepancies CreditCorrection ErrorInvalidDistribution FixedRate
        HeaderOnlyImport IgnoreCalculatedSalesTax IsApproved IsBatch IsElectronicInvoiceForService
        IsFinalUser IsOnHold IsPricesIncludeSalesTax OverrideSalesTax ServiceCodeOnDeliveryAddress
        Triangulation`,
      PurchInvoiceType: 'VendorInvoiceType',
      SettlementType: 'SettleVoucher',
      TypeOfCTeBr: 'CTeType',
      VendInvoiceRequestStatus: 'VendorInvoiceReviewStatus',
      WMSFreightChargeTerms: 'DeliveryFreightChargeTerms',
      WmsFreightedBy: 'FreightedBy',
    },
  },
  VendorInvoiceLines: {
    entity: 'VendorInvoiceLine',
    keys: 'dataAreaId HeaderReference InvoiceLineNumber',
    properties: {
      String: `
        AccountingDistributionTemplateId BudgetReservationDocumentNumber CFOPCode Commodity CountyOrigDest
        Currency DataAreaCompany DeliveryName DeliveryState DimensionDisplayValue DimensionNumber
        FinTagDisplayValue HeaderReference InventorySiteId InventoryWarehouseId InvoiceAccount
        ItemBatchNumber ItemName ItemNumber ItemSalesTax LineDescription MainAccountDisplayValue
        OrderedInventoryStatusId OrigCountryRegionId PDSCalculationId PartyID Port
        ProcurementCategoryHierarchyName ProcurementCategoryName ProductColorId ProductConfigurationId
        ProductSizeId ProductStyleId ProductVersionId PurchaseOrder SalesTaxGroup StateOfOrigin
        StatisticsProcedure TaxServiceCode TaxWithholdGroup TaxWithholdItemGroupName TransactionCode
        Transport Unit VendorAccount WithholdingTaxGroup WithholdingTaxItemGroup dataAreaId`,
      Decimal: `
        AdjustedUnitPrice Amount CWDeliveryRemainder CWRemainingQuantity CWUpdate ChargesOnPurchases
        Discount DiscountPercent InventNow InvoiceLineNumber LineNumber MultilineDiscount
        MultilineDiscountPercentage NetAmount OriginalDeliverRemainder Percentage PriceUnit ReceiveNow
        RemainAfter RemainAfterInvent RemainBefore RemainBeforeInvent RetainPercentage RetainageAmount
        TotalRetainedAmount UnitPrice`,
      Int: 'BudgetReservationLineNumber PurchLineNumber',
      Binary: 'PackedExtensions',
      DocumentStatus: 'Ordering',
      NoYes: `
        ChangeQuantityManually CloseForReceipt IsTax1099GTradeOrBusinessIncome IsTax1099SPropertyOrServices
        OverrideSalesTax ReleaseAllRetainedAmount`,
      PurchInvoiceLineType: 'LineType',
      VendInvoiceRequestStatus: 'VendorInvoiceLineReviewStatus',
      VendorOperationTypeMX: 'DiotOperationType',
    },
  },
  VendorInvoiceHeaderCharges: {
    entity: 'VendorInvoiceHeaderCharge',
    keys: 'dataAreaId HeaderReference ChargeLineNumber VendInvoiceInfoTableDataAreaId',
    properties: {
      String: `
        ChargeAccountingCurrencyCode ChargeDescription HeaderReference PurchaseChargeCode SalesTaxGroupCode
        SalesTaxItemGroupCode VendInvoiceInfoTableDataAreaId dataAreaId`,
      Decimal:
        'ChargeLineNumber ChargePercentage ExternalChargeAmount FixedChargeAmount ProportionalChargeAmount',
      MarkupCategory: 'ChargeCategory',
      NoYes: 'IsIntercompanyCharge',
    },
  },
  VendorInvoiceDocumentAttachments: {
    entity: 'VendorInvoiceDocumentAttachment',
    keys: 'dataAreaId HeaderReference',
    properties: {
      String: 'FileName FileType HeaderReference Name Notes TypeId dataAreaId',
      Binary: 'FileContents',
      DocuRestriction: 'Restriction',
      NoYes: 'DefaultAttachment',
    },
  },
} as const satisfies Record<string, SetDeclaration>
