package org.groundswell.experiments.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A written page, parsed strictly: what is not well-formed fails the test. */
record Page(Document document) {

  static Page of(Path file) throws IOException {
    try {
      return new Page(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(Files.newInputStream(file)));
    } catch (ParserConfigurationException | SAXException e) {
      throw new AssertionError("the page is not well-formed: " + e.getMessage(), e);
    }
  }

  /** The text of every node an XPath finds. */
  List<String> all(String path) {
    List<String> texts = new ArrayList<>();
    for (Node node : nodes(path, document)) {
      texts.add(node.getTextContent());
    }
    return texts;
  }

  /** The text of the one node an XPath finds. */
  String text(String path) {
    List<String> texts = all(path);
    if (texts.size() != 1) {
      throw new AssertionError(path + " finds " + texts);
    }
    return texts.get(0);
  }

  /** The body cells of a table. */
  List<List<String>> rows(String table) {
    List<List<String>> rows = new ArrayList<>();
    for (Node row : nodes("//*[@id='" + table + "']/tbody/tr", document)) {
      rows.add(nodes("td", row).stream().map(Node::getTextContent).toList());
    }
    return rows;
  }

  private static List<Node> nodes(String path, Node from) {
    try {
      NodeList found =
          (NodeList)
              XPathFactory.newInstance().newXPath().evaluate(path, from, XPathConstants.NODESET);
      List<Node> nodes = new ArrayList<>();
      for (int k = 0; k < found.getLength(); k++) {
        nodes.add(found.item(k));
      }
      return nodes;
    } catch (XPathExpressionException e) {
      throw new AssertionError(e);
    }
  }
}
