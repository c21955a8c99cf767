import type { SetDeclaration } from './declaration.ts'

/** Vendors and the per-company tables their documents refer to; localisation columns are left out. */
export const supplierSets = {
  VendorsV3: {
    entity: 'VendorV3',
    keys: 'dataAreaId VendorAccountNumber',
    properties: {
      String: `
        AddressBooks AddressBrazilianCNPJOrCPF AddressBrazilianIE AddressBuildingCompliment AddressCity
        AddressCityInKana AddressCountryRegionISOCode AddressCountryRegionId AddressCountyId
        AddressDescription AddressDistrictName AddressLocationId AddressLocationRoles AddressPostBox
        AddressStateId AddressStreet AddressStreetInKana AddressStreetNumber AddressZipCode BankAccountId
        BankOrderOfPayment BankTransactionType BarcodeNumberSequence BirthCountyCode BirthPlace BrazilianCCM
        BrazilianCNAE BrazilianCNPJOrCPF BrazilianIE BrazilianINSSCEI BrazilianNIT BusinessSegmentCode
        BusinessSubsegmentCode BuyerGroupId CUSIPDetails CUSIPIdentificationNumber CashDiscountCode
        CentralBankPurposeCode CentralBankPurposeText ChargeVendorGroupId ClearingPeriodPaymentTermsId
        ColorIdPrefix CommercialRegisterInsetNumber CommercialRegisterName CommercialRegisterSection
        CompanyChainName CreditRating CurrencyCode DIOTCountryCode DUNSNumber DefaultDeliveryModeId
        DefaultDeliveryTermsCode DefaultInventoryStatusId DefaultLedgerDimensionDisplayValue
        DefaultOffsetLedgerAccountDisplayValue DefaultPaymentDayName DefaultPaymentScheduleName
        DefaultPaymentTermsName DefaultProcumentWarehouseId DefaultPurchaseOrderPoolId DefaultPurchaseSiteId
        DefaultSupplementaryProductVendorGroupId DefaultTotalDiscountVendorGroupCode
        DefaultVendorPaymentMethodName DestinationCode ElectronicLocationId EnterpriseNumber EthnicOriginId
        FactoringVendorAccountNumber FiscalCode FiscalDocumentIncomeCode ForeignVendorTaxRegistrationId
        ForeignerId FormattedPrimaryAddress ISNationalRegistryNumber InventoryProfile
        InvoiceVendorAccountNumber LanguageId LineDiscountVendorGroupCode LineOfBusinessId
        MainContactPersonnelNumber MultilineDiscountVendorGroupCode NAFCode NameControl
        NationalRegistryNumberId Nationality Notes NumberSequenceGroupId OIDNomineeDetails
        OrganizationNumber OrganizationPhoneticName OurAccountNumber PANNumber PANReferenceNumber
        PaymentFeeGroupId PaymentId PaymentSpecificationId PaymentTransactionCode PersonChildrenNames
        PersonFirstName PersonHobbies PersonInitials PersonLastName PersonLastNamePrefix PersonMiddleName
        PersonPersonalSuffix PersonPersonalTitle PersonPhoneticFirstName PersonPhoneticLastName
        PersonPhoneticMiddleName PersonProfessionalSuffix PersonProfessionalTitle PricePointGroupId
        PriceVendorGroupId PrimaryContactPersonId PrimaryEmailAddress PrimaryEmailAddressDescription
        PrimaryEmailAddressPurpose PrimaryFacebook PrimaryFacebookDescription PrimaryFacebookPurpose
        PrimaryFaxNumber PrimaryFaxNumberDescription PrimaryFaxNumberExtension PrimaryFaxNumberPurpose
        PrimaryLinkedIn PrimaryLinkedInDescription PrimaryLinkedInPurpose PrimaryPhoneNumber
        PrimaryPhoneNumberDescription PrimaryPhoneNumberExtension PrimaryPhoneNumberPurpose PrimaryTelex
        PrimaryTelexDescription PrimaryTelexPurpose PrimaryTwitter PrimaryTwitterDescription
        PrimaryTwitterPurpose PrimaryURL PrimaryURLDescription PrimaryURLPurpose
        ProductDescriptionVendorGroupId PurchaseRebateVendorGroupId PurchaseWorkCalendarId
        RFCFederalTaxNumber ResidenceForeignCountryRegionId RoundingMethod SalesTaxGroupCode
        SeparateDivisionId ServiceCategory SiretNumber SizeIdPrefix StateInscription StructureDepartment
        StyleIdPrefix TCSGroup TDSGroup TaxExemptNumber TaxOperationCode UPSFreightZone
        UniquePopulationRegistryCode VendorAccountNumber VendorDUNSNumber VendorExceptionGroupId
        VendorGroupId VendorInvoiceDeclarationId VendorKnownAsName VendorOrganizationName VendorPartyNumber
        VendorPartyType VendorPaymentFinancialInterestCode VendorPaymentFineCode VendorPriceToleranceGroupId
        VendorSearchName WithholdingTaxGroupCode ZakatFileNumber ZakatRegistrationNumber ZakatServiceType
        dataAreaId`,
      Decimal: 'AddressLatitude AddressLongitude CreditLimit ExchangeRate',
      Int: `
        AddressRecordId OrganizationEmployeeAmount PersonAnniversaryDay PersonAnniversaryYear PersonBirthDay
        PersonBirthYear PrimaryContactEmailRecordId PrimaryContactFaxRecordId PrimaryContactPhoneRecordId
        PrimaryContactURLRecordId PurchaseOrderConsolidationDayOfMonth VendorProductHierarchyId`,
      Date: 'AddressValidFrom AddressValidTo SSIValidityDate VendorHoldReleaseDate',
      ABC: 'OrganizationABCCode',
      CompanyTypeMX: 'CompanyType',
      CustVendorBlocked: 'OnHoldStatus',
      DirPersonMaritalStatus: 'PersonMaritalStatus',
      EFDocPresenceTypeBR: 'FiscalOperationPresenceType',
      Gender: 'PersonGender',
      InventProfileTypeRU: 'InventoryProfileType',
      InvestorType: 'OIDInvestorType',
      LedgerJournalACType: 'DefaultOffsetAccountType',
      MonthsOfYear: 'PersonAnniversaryMonth PersonBirthMonth',
      NatureOfAssesseeIN: 'NatureOfAssessee',
      NoYes: `
        ArePricesIncludingSalesTax CompositionScheme CreateBarcodeIfNeeded FixedExchangeRate ForeignResident
        ForeignVendor GTAVendor HasOnlyTakenBids IsCUSIPIdentificationNumberApplicable
        IsChangeManagementActivated IsChangeMangementOverrideByVendorAllowed IsFlaggedWithSecondTIN
        IsForeignEntity IsGSTCompositionSchemeEnabled IsICMSContributor IsIncomingFiscalDocumentGenerated
        IsMinorityOwned IsOneTimeVendor IsOwnerDisabled IsPrimaryEmailAddressIMEnabled
        IsPrimaryPhoneNumberMobile IsPurchaseConsumed IsPurchaseOrderChangeRequestOverrideAllowed
        IsReportingTax1099 IsServiceDeliveryAddressBased IsServiceVeteranOwned IsSmallBusiness
        IsSubcontractor IsVendorLocallyOwned IsVendorLocatedInHUBZone IsVendorPayingBankPaymentFee
        IsW9CheckingEnabled IsW9Received IsWithholdingTaxCalculated IsWomanOwner OverrideSalesTax
        PreferentialVendor SSIVendor TaxAgent WillInvoiceProcessingSummaryUpdatePurchaseOrder
        WillProductReceiptProcessingSummaryUpdatePurchaseOrder WillPurchaseOrderIncludePricesAndAmounts
        WillPurchaseOrderProcessingSummaryUpdatePurchaseOrder
        WillReceiptsListProcessingSummaryUpdatePurchaseOrder`,
      PANStatusIN: 'PANStatus',
      PurchMatchingPolicyWithNotSetOption: 'VendorInvoiceLineMatchingPolicy',
      RetailRoundingTypeBase: 'PricePointRoundingType',
      RetailSalesPriceRoundingBase: 'SalesPriceRounding',
      RetailVendTypeBase: 'VendorType',
      TaxWithholdVendorTypeTH: 'WithholdingTaxVendorType',
      Timezone: 'AddressTimeZone',
      UseCashDisc: 'DefaultCashDiscountUsage',
      VATPartnerKindRU: 'TaxPartnerKind',
      VendVendorCollaborationType: 'VendorPortalCollaborationMethod',
      VendorOperationTypeMX: 'DIOTOperationType',
      VendorTypeMX: 'DIOTVendorType',
    },
  },
  VendorGroups: {
    entity: 'VendorGroup',
    keys: 'dataAreaId VendorGroupId',
    properties: {
      String: `
        AccountingCurrencyExchangeRateType ClearingPeriodPaymentTermName DefaultDimensionDisplayValue
        DefaultPaymentTermName DefaultTaxGroupCode Description ReportingCurrencyExchangeRateType
        VendorAccountNumberSequence VendorGroupId dataAreaId`,
      NoYes: 'IsExcludedFromSearchResults',
    },
  },
  VendorPaymentMethods: {
    entity: 'VendorPaymentMethod',
    keys: 'dataAreaId Name',
    properties: {
      String: `
        BankTransactionType BridgingPostingAccountDisplayValue ChargeBearerValue Description
        DimensionAttributeDisplayValue ERFormatMapping ElectronicReportingSolution ElectronicReportingVendor
        ExportFormatClassName ExportLayoutGroupId Name PaymentAccountDisplayValue PaymentJournalName
        PostingProfileRemitNotes RemittanceFormatClassName ReturnFormatClassName ReturnLayoutGroupId
        SPEDPrimaryPaymentMethodDescription dataAreaId`,
      Int: `
        CategoryPurpose DiscountGracePeriodDays LastFileNumber LastFileNumberToday LocalInstrument
        ServiceLevel`,
      Date: 'LastFileDate',
      CustVendPaymStatus: 'PaymentStatus',
      LedgerJournalACType: 'AccountType',
      NoYes: `
        AllowPaymentCopies AttributeBelgianStructuredPaymentIdEnabled AttributePaymentAccountEnabled
        AttributePaymentIdEnabled AttributeThirdPartyBankEnabled BridgingPostingEnabled
        CreateAndDrawPromissoryNoteDuringInvoicePosting DimensionControl DirectDebit
        EnablePostdatedCheckClearingPosting ExportPromissoryNoteDuringInvoicePosting UseGERConfiguration
        ValidateCheckNumberIsMandatory ValidateOffsetTransactionTypeIsBank ValidatePaymentIdIsMandatory
        ValidatePaymentNoteIsMandatory ValidatePaymentReferenceIsMandatory
        ValidatePaymentSpecificationIsMandatory ValidateTransactionTypeIsBank`,
      PaymSumBy: 'SumByPeriod',
      PaymentType: 'PaymentType',
      PaymentTypeMX: 'SATPaymentType',
      PostingBR: 'GeneratePaymentOneVoucher',
      PrimaryMethodBR: 'SPEDPrimaryPaymentMethod',
      TypeOfDraft: 'PromissoryNoteDraftType',
    },
  },
  VendorParameters: {
    entity: 'VendorParameter',
    keys: 'dataAreaId',
    properties: {
      String: `
        AccountingCurrencyExchangeRateType AccrualAccountDisplayValue AdvanceHoldersPostingProfile
        AllocationKey BrokerCategoryHierarchyName BrokerCategoryName
        CashFlowLiquidityAccountForPaymentsDisplayValue
        CashFlowPercentageOfAmountToAllocateToCashFlowForecast CashFlowTermsOfPayment
        CashFlowTimeBetweenDeliveryDateAndInvoiceDate CashFlowTimeBetweenInvoiceDueDateAndPaymentDate
        CategoryHierarchyName CategoryName CustomCodeForInvoiceGroups CustomCodeForWebServiceInvoices
        DefaultVend DifferentialJournalName DimensionTreeName ExpenseJournalName
        ImportFormatMappingNameQRBill InvoiceRemit InvoicingPeriod PostingProfile
        PostingProfileForPaymentJournalWithPrepayment PrepaymentInvoicePostingProfile PromissoryNotes
        PurchAgreementDimensionName RemitPromissoryNote ReportingCurrencyExchangeRateType
        RoyaltyAccrualJournalName RoyaltyExpenseAccountDisplayValue SettlePeriod
        SettlementWriteOffJournalName SettlementWriteOffReasonCode TaxGroup TaxItemGroup TaxWithholdCompany
        TermsOfPayment dataAreaId`,
      Decimal: `
        ChargesTolerancePercentage InvoiceTotalsTolerancePercentage MaximumOverpaymentOrUnderpayment
        MaximumPennyDifference PurchasePriceTotalTolerance PurchasePriceTotalTolerancePercent`,
      Int: `
        AutomationProductReceiptMatchingMaxAttempts FactureIssuePeriod MaxInvoicesPerBatch
        MaxWaitTimeForInvoiceScheduledStatus_Hours PollingInterval_Minutes SequenceNumber`,
      CustSettlePrepaymentVATTypeRU: 'SettlePrepaymentVATType',
      CustVendExchAdjRateSource: 'ExchAdjRateSource',
      CustVendShowTransaction: 'DefaultFilterForVendorTransactions',
      DimSettlementCtrlTypeRU: 'AdvanceHoldersSettlementByDimension',
      DimensionHierarchyType: 'DimensionHierarchyType',
      DiscountOffsetMethod: 'DiscountOffsetAccounts',
      DisplayInvoiceMiscChargeMatchOption: 'DisplayMiscChargeToleranceIcon',
      DisplayPriceMatchOption: 'DisplayPriceMatchIcon',
      DisplayTotalPriceMatchOption: 'DisplayInvoiceTotalsMatchIcon',
      ExtendedPriceMatchIcon: 'DisplayPriceTotalMatchIcon',
      ExtendedPriceMatching: 'MatchPriceTotals',
      InvoiceMatchPostingOption: 'PostInvoiceMatchDiscrepancies',
      InvoicePolicyViolationStatus: 'ResponseToInvoicesThatFailValidation',
      ItemVend: 'PrimaryDiscountPosting PrimaryReceiptPosting PrimaryRelationTaxMatrix',
      NoYes: `
        ActivateInvoicePaymentGroups AdvanceHoldersAutoSettle AllowCancelInvoiceEnable
        ApplyPriceDiscOnPurchLineEntity AutomationMatchingPriorToWorkflow AutomationProductReceiptMatching
        AutomationTotalsReqForWorkflowSubmission AutomationWorkflowSubmission
        BypassValidationOfAccountingDistributions ChangeProposalIsEnabled CreditNoteAsCorrection
        DateTreatmentOnPromissoryNoteJournals DimensionHierarchyIsSystemGenerated DisablePaymentIDValidation
        Draft EditCashDiscountsWhenDueDateChanged ExcludeCancelledLinesFromTotalsCalculation
        Include3wayMatching InvoiceJoiningPreventionOnPromissoryNoteJournals IsAutomaticSettlement
        IsCashDiscountCalculatedForCreditNotes IsCashDiscountCalculatedForPartialPayments
        IsCashDiscountCalculatedOnAmountIncludingSalesTax IsMatchCharges IsMatchInvoiceTotals
        IsPrintTransportationDetails IsShowAmountDebitCredit IsW9Validation
        KeepSalesTaxAdjustmentsForPOInvoices MandatoryTaxGroup ManualPosting PostProductReceiptInLedger
        PostToChargeAccountInLedger ReversePrepayment RoyaltyPostManually
        SalesTaxOnPrepaymentInPaymentJournal SettlementWriteOffEnabled SplitDeliveryInvoice
        SplitDeliveryPackingSlip TaxWithholdCalculateCrossCompany UseConsolidatedInvoice UseDocumentDate
        UseInvoiceGroupsForThisCompany ValidateInvoicesInTheJournal ValidateTaxGroupCompleteness
        ValidationsOnPromissoryNotesJournals VendBankIbanSwiftRequired VendInvoiceInUseRecoverEnable
        WarnIfPaymentProposalUsesMultipleMethodsOfPayment`,
      PurchMatchingPolicyOption: 'LineMatchingPolicy',
      PurchMatchingPolicyOverrideOption: 'AllowMatchingPolicyOverride',
      PurchPrepayApplicationPolicy: 'PurchPrepayApplicationPolicy',
      ReuseVoucher: 'CheckTheTaxInvoiceNumberUsed IsCheckInvoiceNumberUsed',
      SettlementType: 'DefaultSettlementTypeForCreditNotes',
      TaxVATNumCountryRegionType: 'MandatoryVATNum TaxExemptNumberRequirement',
      TypeOfCreditmaxCheck: 'CreditMaxCheck',
      UnknownNoYes: 'AutomaticHeaderMatching EnableInvoiceMatchingValidation',
      UnspecificSpecific: 'CashDiscountAdministration',
      UseFiscalInvoiceAccount: 'UseFiscalDataFromInvoiceAccount',
      VendInvoiceDefaultGroupType: 'DefaultCodeForInvoiceGroups',
      VendInvoiceDocDate: 'RequireDocumentDateOnVendorInvoice',
      VendTableChangeProposalDataEntityBehavior: 'ChangeProposalDataEntityBehavior',
      VendTaxRegisterApproval: 'TimeOfSalesTaxPosting',
      WeekDays: 'StartingDayOfWeek',
    },
  },
  PaymentTerms: {
    entity: 'PaymentTerm',
    keys: 'dataAreaId Name',
    properties: {
      String:
        'CashPaymentMainAccountIdDisplayValue Description Name PaymentDayName PaymentScheduleName dataAreaId',
      Int: 'AdditionalMonthsForCutoffDate CutoffDayOfMonth NumberOfDays NumberOfMonths',
      CreditCardCreditCheck: 'CreditCardCreditCheckType',
      CreditCardPaymentType: 'CreditCardPaymentType',
      NetCurrent: 'PaymentMethodType',
      NoYes: 'IsCashPayment IsCertifiedCompanyCheck IsDefaultPaymentTerm PostOffsettingAR',
      PaymentDueDateUpdatePolicy: 'CustomerDueDateUpdatePolicy VendorDueDateUpdatePolicy',
    },
  },
  TaxGroups: {
    entity: 'TaxGroup',
    keys: 'dataAreaId TaxGroupCode',
    properties: {
      String: `
        DefaultCriteriaCityId DefaultCriteriaCountryId DefaultCriteriaCountyId DefaultCriteriaStateId
        DefaultCriteriaZipCodeId Description TaxGroupCode dataAreaId`,
      FillVATDueDateW: 'DateOfVATRegisterFilling',
      NoYes: 'TaxReverseOnCashDiscount',
      TaxGroupRounding: 'RoundingBy',
      TaxPrintDetail: 'InvoicePrintDetails',
    },
  },
  TaxItemGroupHeadings: {
    entity: 'TaxItemGroupHeading',
    keys: 'dataAreaId TaxItemGroup',
    properties: {
      String: 'Name TaxItemGroup dataAreaId',
    },
  },
  TaxItemGroups: {
    entity: 'TaxItemGroup',
    keys: 'dataAreaId TaxItemGroupCode TaxCodeId',
    properties: {
      String: 'Description TaxCodeId TaxExemptCode TaxItemGroupCode TaxationCode dataAreaId',
      EUSalesListType: 'EUSalesListType',
      NoYes: 'ExemptTax WithoutTaxCredit',
    },
  },
} as const satisfies Record<string, SetDeclaration>
