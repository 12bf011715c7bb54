package helios

// wsdlText is a minimal description of the four operations; the real text is unknown
// (wire/helios.md 1.5; choice).
const wsdlText = `<?xml version="1.0" encoding="utf-8"?>
<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns:tns="http://lcs.cz/webservices/" targetNamespace="http://lcs.cz/webservices/">
<wsdl:types><s:schema elementFormDefault="qualified" targetNamespace="http://lcs.cz/webservices/">
<s:element name="LogOn"><s:complexType><s:sequence><s:element minOccurs="0" name="profile" type="s:string"/><s:element minOccurs="0" name="username" type="s:string"/><s:element minOccurs="0" name="password" type="s:string"/><s:element minOccurs="0" name="language" type="s:string"/><s:element minOccurs="0" name="options" type="s:string"/></s:sequence></s:complexType></s:element>
<s:element name="LogOnResponse"><s:complexType><s:sequence><s:element minOccurs="0" name="LogOnResult" type="s:string"/></s:sequence></s:complexType></s:element>
<s:element name="ProcessXml"><s:complexType><s:sequence><s:element minOccurs="0" name="sessionToken" type="s:string"/><s:element minOccurs="0" name="inputXml" type="s:string"/></s:sequence></s:complexType></s:element>
<s:element name="ProcessXmlResponse"><s:complexType><s:sequence><s:element minOccurs="0" name="ProcessXmlResult" type="s:string"/></s:sequence></s:complexType></s:element>
<s:element name="LogOff"><s:complexType><s:sequence><s:element minOccurs="0" name="sessionToken" type="s:string"/></s:sequence></s:complexType></s:element>
<s:element name="LogOffResponse"><s:complexType><s:sequence><s:element minOccurs="0" name="LogOffResult" type="s:string"/></s:sequence></s:complexType></s:element>
<s:element name="KeepAlive"><s:complexType><s:sequence><s:element minOccurs="0" name="sessionToken" type="s:string"/></s:sequence></s:complexType></s:element>
<s:element name="KeepAliveResponse"><s:complexType><s:sequence><s:element minOccurs="0" name="KeepAliveResult" type="s:string"/></s:sequence></s:complexType></s:element>
</s:schema></wsdl:types>
<wsdl:message name="LogOnSoapIn"><wsdl:part name="parameters" element="tns:LogOn"/></wsdl:message>
<wsdl:message name="LogOnSoapOut"><wsdl:part name="parameters" element="tns:LogOnResponse"/></wsdl:message>
<wsdl:message name="ProcessXmlSoapIn"><wsdl:part name="parameters" element="tns:ProcessXml"/></wsdl:message>
<wsdl:message name="ProcessXmlSoapOut"><wsdl:part name="parameters" element="tns:ProcessXmlResponse"/></wsdl:message>
<wsdl:message name="LogOffSoapIn"><wsdl:part name="parameters" element="tns:LogOff"/></wsdl:message>
<wsdl:message name="LogOffSoapOut"><wsdl:part name="parameters" element="tns:LogOffResponse"/></wsdl:message>
<wsdl:message name="KeepAliveSoapIn"><wsdl:part name="parameters" element="tns:KeepAlive"/></wsdl:message>
<wsdl:message name="KeepAliveSoapOut"><wsdl:part name="parameters" element="tns:KeepAliveResponse"/></wsdl:message>
<wsdl:portType name="ServiceGateSoap">
<wsdl:operation name="LogOn"><wsdl:input message="tns:LogOnSoapIn"/><wsdl:output message="tns:LogOnSoapOut"/></wsdl:operation>
<wsdl:operation name="ProcessXml"><wsdl:input message="tns:ProcessXmlSoapIn"/><wsdl:output message="tns:ProcessXmlSoapOut"/></wsdl:operation>
<wsdl:operation name="LogOff"><wsdl:input message="tns:LogOffSoapIn"/><wsdl:output message="tns:LogOffSoapOut"/></wsdl:operation>
<wsdl:operation name="KeepAlive"><wsdl:input message="tns:KeepAliveSoapIn"/><wsdl:output message="tns:KeepAliveSoapOut"/></wsdl:operation>
</wsdl:portType>
<wsdl:binding name="ServiceGateSoap" type="tns:ServiceGateSoap"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="LogOn"><soap:operation soapAction="http://lcs.cz/webservices/LogOn" style="document"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>
<wsdl:operation name="ProcessXml"><soap:operation soapAction="http://lcs.cz/webservices/ProcessXml" style="document"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>
<wsdl:operation name="LogOff"><soap:operation soapAction="http://lcs.cz/webservices/LogOff" style="document"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>
<wsdl:operation name="KeepAlive"><soap:operation soapAction="http://lcs.cz/webservices/KeepAlive" style="document"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>
</wsdl:binding>
<wsdl:service name="ServiceGate"><wsdl:port name="ServiceGateSoap" binding="tns:ServiceGateSoap"/></wsdl:service>
</wsdl:definitions>`
