import type { SetDeclaration } from './declaration.ts'

/** Purchase orders, receipts, people and bank accounts; localisation columns are left out. */
export const purchaseSets = {
  Workers: {
    entity: 'Worker',
    keys: 'PersonnelNumber',
    properties: {
      String: `
        AddressBooks AddressCity AddressCountryRegionISOCode AddressCountryRegionId AddressCounty
        AddressDistrictName AddressLocationId AddressNameDescription AddressPurpose AddressState
        AddressStreet AddressZipCode CitizenshipCountryRegion Education ElectronicLocationId EthnicOriginId
        FatherBirthCountryRegion FirstName IdentityEmail IdentityProvider KnownAs LanguageId LastName
        LastNamePrefix MiddleName MotherBirthCountryRegion Name NameAlias NameSequenceDisplayAs
        NationalityCountryRegion NativeLanguageId OfficeLocation OfficeLocationId PartyNumber PartyType
        PersonBirthCity PersonBirthCountryRegion PersonalSuffix PersonalTitle PersonnelNumber
        PhoneticFirstName PhoneticLastName PhoneticMiddleName PrimaryContactEmail
        PrimaryContactEmailDescription PrimaryContactEmailPurpose PrimaryContactFacebook
        PrimaryContactFacebookDescription PrimaryContactFacebookPurpose PrimaryContactFax
        PrimaryContactFaxDescription PrimaryContactFaxExtension PrimaryContactFaxPurpose
        PrimaryContactLinkedIn PrimaryContactLinkedInDescription PrimaryContactLinkedInPurpose
        PrimaryContactPhone PrimaryContactPhoneDescription PrimaryContactPhoneExtension
        PrimaryContactPhonePurpose PrimaryContactTwitter PrimaryContactTwitterDescription
        PrimaryContactTwitterPurpose PrimaryContactURL PrimaryContactURLDescription PrimaryContactURLPurpose
        ProfessionalSuffix ProfessionalTitle TitleId User VeteranStatusId`,
      Int: 'NumberOfDependents PrimaryAddressLocation',
      Date: `
        AddressValidFrom AddressValidTo AnniversaryDateTime BirthDate DeceasedDate DisabledVerificationDate
        ExpatriateRulingValidFrom ExpatriateRulingValidTo MilitaryServiceEndDate MilitaryServiceStartDate
        OriginalHireDateTime PersonDetailsValidFrom PersonDetailsValidTo PersonUserValidFrom
        PersonUserValidTo SeniorityDate SummaryValidFrom SummaryValidTo`,
      Guid: 'ObjectId',
      HcmPersonGender: 'Gender',
      HcmPersonMaritalStatus: 'MaritalStatus',
      HcmWorkerRelationType: 'WorkerType',
      HcmWorkerStatus: 'WorkerStatus',
      NoYes: `
        AllowRehire IsDisabled IsDisabledVeteran IsExpatriateRulingApplicable IsFulltimeStudent
        PrimaryContactEmailIsIM PrimaryContactEmailIsPrivate PrimaryContactFacebookIsPrivate
        PrimaryContactFaxIsPrivate PrimaryContactLinkedInIsPrivate PrimaryContactPhoneIsMobile
        PrimaryContactPhoneIsPrivate PrimaryContactTwitterIsPrivate PrimaryContactURLIsPrivate WorksFromHome`,
    },
  },
  EmployeesV2: {
    entity: 'EmployeeV2',
    keys: 'PersonnelNumber EmploymentLegalEntityId EmploymentId',
    properties: {
      String: `
        AddressBooks AddressCity AddressCountryRegionISOCode AddressCountryRegionId AddressCounty
        AddressDistrictName AddressLocationId AddressLocationRoles AddressNameDescription AddressState
        AddressStreet AddressZipCode CalendarDataAreaId CalendarId CitizenshipCountryRegion
        DimensionDisplayValue Education ElectronicLocationId EmploymentId EmploymentLegalEntityId
        EthnicOriginId FatherBirthCountryRegion FirstName KnownAs LanguageId LastName LastNamePrefix
        MiddleName MotherBirthCountryRegion Name NameAlias NameSequenceDisplayAs NationalityCountryRegion
        NativeLanguageId OfficeLocation OfficeLocationId PartyNumber PartyType PersonBirthCity
        PersonBirthCountryRegion PersonalSuffix PersonalTitle PersonnelNumber PhoneticFirstName
        PhoneticLastName PhoneticMiddleName PrimaryContactEmail PrimaryContactEmailDescription
        PrimaryContactEmailPurpose PrimaryContactFacebook PrimaryContactFacebookDescription
        PrimaryContactFacebookPurpose PrimaryContactFax PrimaryContactFaxDescription
        PrimaryContactFaxExtension PrimaryContactFaxPurpose PrimaryContactLinkedIn
        PrimaryContactLinkedInDescription PrimaryContactLinkedInPurpose PrimaryContactPhone
        PrimaryContactPhoneDescription PrimaryContactPhoneExtension PrimaryContactPhonePurpose
        PrimaryContactTwitter PrimaryContactTwitterDescription PrimaryContactTwitterPurpose
        PrimaryContactURL PrimaryContactURLDescription PrimaryContactURLPurpose ProfessionalSuffix
        ProfessionalTitle RegulatoryEstablishmentId TerminationReasonCodeId TitleId VeteranStatusId`,
      Decimal: 'RelocationReimbursement',
      Int: `
        EmploymentNoticeEmployerQuantity EmploymentNoticeWorkerQuantity NumberOfDependents
        PrimaryAddressLocation`,
      Date: `
        AddressValidFrom AddressValidTo AdjustedWorkerStartDate AnniversaryDateTime BirthDate DeceasedDate
        DisabledVerificationDate EmployeeDetailsEffective EmployeeDetailsExpiration
        EmploymentDetailsEffective EmploymentDetailsExpiration EmploymentEndDate EmploymentStartDate
        ExpatriateRulingValidFrom ExpatriateRulingValidTo LastDateWorked MilitaryServiceEndDate
        MilitaryServiceStartDate OriginalHireDateTime PensionEnrollment PensionStart PersonDetailsValidFrom
        PersonDetailsValidTo ProbationPeriod SeniorityDate StartDate SummaryValidFrom SummaryValidTo
        TerminationDate`,
      HcmPersonGender: 'Gender',
      HcmPersonMaritalStatus: 'MaritalStatus',
      HcmUnitOfNotice: 'EmploymentNoticeEmployerUnit EmploymentNoticeWorkerUnit',
      NoYes: `
        AllowRehire IsDisabled IsDisabledVeteran IsExpatriateRulingApplicable IsFulltimeStudent
        PrimaryContactEmailIsIM PrimaryContactEmailIsPrivate PrimaryContactFacebookIsPrivate
        PrimaryContactFaxIsPrivate PrimaryContactLinkedInIsPrivate PrimaryContactPhoneIsMobile
        PrimaryContactPhoneIsPrivate PrimaryContactTwitterIsPrivate PrimaryContactURLIsPrivate WorksFromHome`,
    },
  },
  PurchaseOrderHeadersV2: {
    entity: 'PurchaseOrderHeaderV2',
    keys: 'dataAreaId PurchaseOrderNumber',
    properties: {
      String: `
        AccountingDistributionTemplateName AttentionInformation BuyerGroupId CashDiscountCode
        ChargeVendorGroupId ConfirmingPurchaseOrderCode ConfirmingPurchaseOrderCodeLanguageId
        ContactPersonId CurrencyCode DefaultLedgerDimensionDisplayValue DefaultReceivingSiteId
        DefaultReceivingWarehouseId DeliveryAddressCity DeliveryAddressCountryRegionISOCode
        DeliveryAddressCountryRegionId DeliveryAddressCountyId DeliveryAddressDescription
        DeliveryAddressDistrictName DeliveryAddressDunsNumber DeliveryAddressLocationId DeliveryAddressName
        DeliveryAddressPostBox DeliveryAddressStateId DeliveryAddressStreet DeliveryAddressStreetNumber
        DeliveryAddressZipCode DeliveryBuildingCompliment DeliveryCityInKana DeliveryModeId
        DeliveryStreetInKana DeliveryTermsId Email FinTagDisplayValue FiscalDocumentOperationTypeId
        FormattedDeliveryAddress FormattedInvoiceAddress ImportDeclarationNumber IntrastatPortId
        IntrastatStatisticsProcedureCode IntrastatTransactionCode IntrastatTransportModeCode
        InvoiceAddressCity InvoiceAddressCountryRegionId InvoiceAddressCounty InvoiceAddressState
        InvoiceAddressStreet InvoiceAddressStreetNumber InvoiceAddressZipCode InvoiceVendorAccountNumber
        LanguageId LineDiscountVendorGroupCode MultilineDiscountVendorGroupCode NumberSequenceGroupId
        OrderVendorAccountNumber OrdererPersonnelNumber PaymentScheduleName PaymentTermsName
        PriceVendorGroupCode ProjectId PurchaseOrderName PurchaseOrderNumber PurchaseOrderPoolId
        PurchaseRebateVendorGroupId ReasonCode ReasonComment ReplenishmentServiceCategoryId
        ReplenishmentWarehouseId RequesterPersonnelNumber SalesTaxGroupCode ShipCalendarId ShippingCarrierId
        ShippingCarrierServiceGroupId ShippingCarrierServiceId TaxExemptNumber TotalDiscountVendorGroupCode
        TradeEndCustomerAccount TransportationModeId TransportationRoutePlanId TransportationTemplateId URL
        VendorInvoiceDeclarationId VendorOrderReference VendorPaymentMethodName
        VendorPaymentMethodSpecificationName VendorPostingProfileId ZakatContractNumber dataAreaId`,
      Decimal:
        'CashDiscountPercentage DeliveryAddressLatitude DeliveryAddressLongitude TotalDiscountPercentage',
      Date: `
        AccountingDate ConfirmedDeliveryDate ConfirmedShipDate ExpectedCrossDockingDate
        ExpectedStoreAvailableSalesDate ExpectedStoreReceiptDate FixedDueDate RequestedDeliveryDate
        RequestedShipDate`,
      Guid: 'TransportationDocumentLineId',
      BankDocumentType: 'BankDocumentType',
      InvoiceTypeMY: 'InvoiceType',
      Listcode: 'EUSalesListCode',
      NoYes: `
        ArePricesIncludingSalesTax IsChangeManagementActive IsConsolidatedInvoiceTarget IsDeliveredDirectly
        IsDeliveryAddressOrderSpecific IsDeliveryAddressPrivate IsOneTimeVendor OverrideSalesTax`,
      PurchPurchaseOrderCreationMethod: 'PurchaseOrderHeaderCreationMethod',
      PurchStatus: 'PurchaseOrderStatus',
      SettlementType: 'VendorTransactionSettlementType',
      Timezone: 'DeliveryAddressTimeZone',
      VersioningDocumentState: 'DocumentApprovalStatus',
    },
  },
  PurchaseOrderLinesV2: {
    entity: 'PurchaseOrderLineV2',
    keys: 'dataAreaId PurchaseOrderNumber LineNumber',
    properties: {
      String: `
        AccountingDistributionTemplateName BOMId BarCodeSetupId Barcode BudgetReservationDocumentNumber
        CFOPCode CatchWeightUnitSymbol CustomerReference CustomerRequisitionNumber
        DefaultLedgerDimensionDisplayValue DeliveryAddressCity DeliveryAddressCountryRegionISOCode
        DeliveryAddressCountryRegionId DeliveryAddressCountyId DeliveryAddressDescription
        DeliveryAddressDistrictName DeliveryAddressDunsNumber DeliveryAddressLocationId DeliveryAddressName
        DeliveryAddressPostBox DeliveryAddressStateId DeliveryAddressStreet DeliveryAddressStreetNumber
        DeliveryAddressZipCode DeliveryBuildingCompliment DeliveryCityInKana DeliveryStreetInKana DlvMode
        DlvTerm ExternalItemNumber FinTagDisplayValue FixedAssetGroupId FixedAssetNumber
        FixedAssetValueModelId FormattedDelveryAddress IntrastatCommodityCode IntrastatPortId
        IntrastatSpecialMovementCode IntrastatStatisticsProcedureCode IntrastatTransactionCode
        IntrastatTransportModeCode InventoryLotId ItemBatchNumber ItemNumber ItemSerialNumber
        ItemWithholdingTaxGroupCode LineDescription MainAccountIdDisplayValue OrderedInventoryStatusId
        OriginCountryRegionId OriginStateId ProcurementProductCategoryName ProductColorId
        ProductConfigurationId ProductSizeId ProductStyleId ProductVersionId ProjectActivityNumber
        ProjectCategoryId ProjectId ProjectLinePropertyId ProjectSalesCurrencyCode ProjectSalesUnitSymbol
        ProjectTaxGroupCode ProjectTaxItemGroupCode ProjectWorkerPersonnelNumber PurchaseOrderNumber
        PurchaseRebateVendorGroupId PurchaseRequisitionId PurchaseUnitSymbol ReceivingSiteId
        ReceivingWarehouseId ReceivingWarehouseLocationId RequesterPersonnelNumber RouteId SalesTaxGroupCode
        SalesTaxItemGroupCode ServiceFiscalInformationCode ShipCalendarId VendorRetentionTermRuleDescription
        VendorRetentionTermRuleId WithholdingTaxGroupCode dataAreaId`,
      Decimal: `
        AllowedOverdeliveryPercentage AllowedUnderdeliveryPercentage DeliveryAddressLatitude
        DeliveryAddressLongitude FixedPriceCharges IntrastatStatisticValue LineAmount LineDiscountAmount
        LineDiscountPercentage MultilineDiscountAmount MultilineDiscountPercentage
        OrderedCatchWeightQuantity OrderedPurchaseQuantity PlanningPriority ProjectSalesPrice PurchasePrice
        PurchasePriceQuantity UnitWeight`,
      Int: 'BudgetReservationLineNumber LineNumber',
      Date: 'ConfirmedDeliveryDate ConfirmedShippingDate RequestedDeliveryDate RequestedShippingDate',
      AssetTransTypePurch: 'FixedAssetTransactionType',
      NoYes: `
        CalculateLineAmount IsAddedByChannel IsDeleted IsDeliveryAddressOrderSpecific
        IsDeliveryAddressPrivate IsIntrastatTriangularDeal IsLineStopped IsNewFixedAsset
        IsPartialDeliveryPrevented IsProjectPayWhenPaid IsTax1099GTradeOrBusinessIncome
        IsTax1099SPropertyOrServices OverrideSalesTax SkipCreateAutoCharges
        WillProductReceivingCrossDockProducts`,
      PurchMatchingPolicyOption: 'VendorInvoiceMatchingPolicy',
      PurchPurchaseOrderCreationMethod: 'PurchaseOrderLineCreationMethod',
      PurchStatus: 'PurchaseOrderLineStatus',
      Timezone: 'DeliveryAddressTimeZone',
      TradeWorkflowState: 'WorkflowState',
      VendorOperationTypeMX: 'DIOTOperationType',
    },
  },
  ProductReceiptLinesV2: {
    entity: 'ProductReceiptLineV2',
    keys: 'dataAreaId RecordId',
    properties: {
      String: `
        DeliveryAddressCountryRegionId DeliveryAddressCountyId DeliveryAddressStateId ExternalItemNumber
        ItemBatchNumber ItemNumber ItemSerialNumber LineDescription ProcurementProductCategoryHierarchyName
        ProcurementProductCategoryName ProductColorId ProductConfigurationId ProductNumber
        ProductReceiptNumber ProductSizeId ProductStyleId ProductVersionId PurchaseOrderNumber
        PurchaseUnitSymbol PurchaserPersonnelNumber ReceivedInventoryStatusId ReceivingSiteId
        ReceivingWarehouseId ReceivingWarehouseLocationId dataAreaId`,
      Decimal: `
        LineNumber OrderedPurchaseQuantity ReceivedInventoryQuantity ReceivedPurchaseQuantity
        RemainingInventoryQuantity RemainingPurchaseQuantity`,
      Int: 'ProductReceiptHeaderRecordId PurchaseOrderLineNumber RecordId',
      Date: 'ExpectedDeliveryDate ProductReceiptDate',
    },
  },
  BankAccounts: {
    entity: 'BankAccount',
    keys: 'dataAreaId BankAccountId',
    properties: {
      String: `
        AccountNumber AccountingCurrencyExchangeRateType AddressCity AddressCountry AddressCountryISOCode
        AddressCounty AddressDescription AddressDistrictName AddressLocationId AddressState AddressStreet
        AddressZipCode BESRIdNumber BankAccountId BankConstantSymbol BankGroupId
        BankMainAccountIdDisplayValue BankSpecificSymbol BankStatementFormatId BanksIdentificationOfCompany
        ClearingCode CollectionMainAccountIdDisplayValue CompanyStatementName ContactEmail ContactFaxNumber
        ContactInternetAddress ContactMobilePhone ContactName ContactPager ContactPhoneNumber
        ContactPhoneNumberExtension ContactSMS ContactTelexNumber ContractPostAccount ControlInternalNumber
        CurrencyCode CustomerPaymentFeeMainAccountIdDisplayValue DefaultDimensionDisplayValue
        DestinationName DirectDebitId DiscountMainAccountIdDisplayValue Drawer ESR FeeESRAccountNumber
        FeeJournalName FullPrimaryAddress IBAN InvoiceRemitMainAccountIdDisplayValue Name
        NonSufficientFundsChargesGroupId NonSufficientFundsJournalName PositivePayFormatName QRIBAN
        RFCNumber ReconciliationMatchingRuleSetId ReportingCurrencyExchangeRateType RoutingNumber SWIFTCode
        SortCode StatementName Suffix dataAreaId`,
      Decimal: `
        AddressLatitude AddressLongitude AllowedPennyDifferenceForReconciliation CollectionExpensesFee
        CreditLimit DiscountInterestsFee InvoiceRemitFee PaymentDiscountingMaximum`,
      Int: 'PrenoteResponseDays',
      Date: 'ActiveFrom ActiveTo AddressValidFrom AddressValidTo PositivePayStartDate',
      BankAccountHoldStatus: 'BankAccountStatus',
      BankCodeType: 'RoutingNumberType',
      BankTransTypeJP: 'BankTransactionType',
      NoYes: `
        AllowTransactionsInAdditionalCurrencies EnableAdvancedBankReconciliation IsPrenoteRequired
        PostCustomerPaymentFee ReconcileAfterStatementImport
        UseBankStatementsAsConfirmationOfElectronicPayments`,
      Timezone: 'AddressTimeZone',
    },
  },
} as const satisfies Record<string, SetDeclaration>
