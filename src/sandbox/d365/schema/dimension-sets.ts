import type { SetDeclaration } from './declaration.ts'

/** Financial dimensions, their formats, and the organisations they belong to [seen]. */
export const dimensionSets = {
  DimensionAttributes: {
    entity: 'DimensionAttribute',
    keys: 'DimensionName',
    properties: {
      String: 'DimensionName DimensionValueMask ReportColumnName UseValuesFrom',
      NoYes: 'CopyValuesOnCreate GiveDerivedDimensionsPrecedence',
    },
  },
  FinancialDimensionValues: {
    entity: 'FinancialDimensionValue',
    keys: 'FinancialDimension LegalEntityId DimensionValue',
    properties: {
      String: 'Description DimensionValue FinancialDimension GroupDimension LegalEntityId Owner',
      Date: 'ActiveFrom ActiveTo',
      NoYes: 'IsBlockedForManualEntry IsSuspended IsTotal',
    },
  },
  FinancialDimensionValueLegalEntityOverrides: {
    entity: 'FinancialDimensionValueLegalEntityOverride',
    keys: 'FinancialDimension DimensionValue LegalEntityId',
    properties: {
      String: 'DimensionValue FinancialDimension LegalEntityId Owner',
      Date: 'ActiveFrom ActiveTo',
      NoYes: 'IsSuspended',
    },
  },
  DimensionIntegrationFormats: {
    entity: 'DimensionIntegrationFormat',
    keys: 'DimensionFormatName DimensionFormatType',
    properties: {
      String: 'DimensionFormatName FinancialDimensionFormat',
      DimensionHierarchyType: 'DimensionFormatType',
      NoYes: 'IsActive',
    },
  },
  DimensionParameters: {
    entity: 'DimensionParameter',
    keys: 'Key',
    properties: {
      Int: 'Key',
      DimensionSegmentDelimiter: 'DimensionSegmentDelimiter',
    },
  },
  DimensionSets: {
    entity: 'DimensionSet',
    keys: 'RecordId',
    properties: {
      String: 'DisplayValue MainAccount',
      Int: 'RecordId',
    },
  },
  DimensionCombinations: {
    entity: 'DimensionCombination',
    keys: 'RecordId',
    properties: {
      String: 'AccountStructure AccountValue DisplayValue MainAccount SystemGeneratedJournalAccountValue',
      Int: 'RecordId SystemGeneratedJournalAccount',
      DimensionHierarchyType: 'SystemGeneratedJournalAccountType',
    },
  },
  OperatingUnits: {
    entity: 'OperatingUnit',
    keys: 'OperatingUnitNumber',
    properties: {
      String: `
        AddressBooks AddressCity AddressCountryRegionISOCode AddressCountryRegionId AddressCounty
        AddressDescription AddressDistrictName AddressLocationId AddressLocationRoles AddressState
        AddressStreet AddressZipCode DunsNumber ElectronicLocationId FullPrimaryAddress LanguageId
        ManagerName ManagerPersonnelNumber Name NameAlias OperatingUnitNumber PartyNumber PhoneticName
        PrimaryContactEmail PrimaryContactEmailDescription PrimaryContactEmailPurpose PrimaryContactFacebook
        PrimaryContactFacebookDescription PrimaryContactFacebookPurpose PrimaryContactFax
        PrimaryContactFaxDescription PrimaryContactFaxExtension PrimaryContactFaxPurpose
        PrimaryContactLinkedIn PrimaryContactLinkedInDescription PrimaryContactLinkedInPurpose
        PrimaryContactPhone PrimaryContactPhoneDescription PrimaryContactPhoneExtension
        PrimaryContactPhonePurpose PrimaryContactTelex PrimaryContactTelexDescription
        PrimaryContactTelexPurpose PrimaryContactTwitter PrimaryContactTwitterDescription
        PrimaryContactTwitterPurpose PrimaryContactURL PrimaryContactURLDescription PrimaryContactURLPurpose`,
      Decimal: 'AddressLatitude AddressLongitude',
      Date: 'AddressValidFrom AddressValidTo',
      NoYes: `
        PrimaryContactEmailIsIM PrimaryContactFacebookIsPrivate PrimaryContactLinkedInIsPrivate
        PrimaryContactPhoneIsMobile PrimaryContactTwitterIsPrivate`,
      OMOperatingUnitType: 'OperatingUnitType',
      Timezone: 'AddressTimeZone',
    },
  },
  LegalEntities: {
    entity: 'LegalEntity',
    keys: 'LegalEntityId',
    properties: {
      String: `
        AccountingPersonnel AccountsOfficeReferenceNumber AddressBooks AddressCity
        AddressCountryRegionISOCode AddressCountryRegionId AddressCounty AddressDescription
        AddressDistrictName AddressLocationRoles AddressState AddressStreet AddressZipCode BusinessItem CUC
        CertifiedTaxAccountantName CommerceRegistration CompanyCountry CompanyName CompanyRepresentative
        DNBRoutingNumber ExternalLegalRepresentativeName FICreditorID FiscalCode FullPrimaryAddress
        ImportVATNum LanguageId LegalEntityId LegalForm LegalRepresentativeName NAICS Name NameAlias
        NationalClassificationOfCompanyEconomicActivity NationalRegistryNumber PartyNumber PersonInCharge
        PhoneticName PrimaryAddressLocationId PrimaryContactEmail PrimaryContactEmailDescription
        PrimaryContactEmailPurpose PrimaryContactFacebook PrimaryContactFacebookDescription
        PrimaryContactFacebookPurpose PrimaryContactFax PrimaryContactFaxDescription
        PrimaryContactFaxExtension PrimaryContactFaxPurpose PrimaryContactLinkedIn
        PrimaryContactLinkedInDescription PrimaryContactLinkedInPurpose PrimaryContactPhone
        PrimaryContactPhoneDescription PrimaryContactPhoneExtension PrimaryContactPhonePurpose
        PrimaryContactTelex PrimaryContactTelexDescription PrimaryContactTelexPurpose PrimaryContactTwitter
        PrimaryContactTwitterDescription PrimaryContactTwitterPurpose PrimaryContactURL
        PrimaryContactURLDescription PrimaryContactURLPurpose RegistrationNumber ReportFolder
        SoftwareIdentificationCode StateInscription TraderNumber VATNum`,
      Decimal: 'AddressLatitude AddressLongitude InitialCapitalInvestment',
      Date: 'AddressValidFrom AddressValidTo PrintCorrectiveInvoiceStartingDate StartDateOfBusiness',
      CompanyTypeMX: 'CompanyType',
      LegalNatureIT: 'LegalNature',
      NoYes: `
        PrimaryContactEmailIsIM PrimaryContactFacebookIsPrivate PrimaryContactLinkedInIsPrivate
        PrimaryContactPhoneIsMobile PrimaryContactTwitterIsPrivate PrintCorrectiveInvoice
        PrintEnterpriseRegister PrintINNKPPInAddress ProfitMarginScheme UseForFinancialConsolidationProcess
        UseForFinancialEliminationProcess VATOnCustomerBehalf VATRefund`,
      SysLocalizationCountryRegionCode: 'LocalizationCountryRegionCode',
      Timezone: 'AddressTimeZone TimeZone',
    },
  },
  Companies: {
    entity: 'Company',
    keys: 'DataArea',
    properties: {
      String: 'DataArea KnownAs LanguageId Name PartyNumber',
    },
  },
} as const satisfies Record<string, SetDeclaration>
