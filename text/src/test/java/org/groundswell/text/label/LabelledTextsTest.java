package org.groundswell.text.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.groundswell.text.label.LabelledTexts.Example;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledTextsTest {
  @TempDir Path folder;

  @Test
  void read_file_givesLabelsInOrderOfAppearance() throws IOException {
    LabelledTexts texts =
        read("text,note,label\nup we go,x,good\n\"down,\nagain\",,bad\nhigher,,good\nlow,,bad\n");

    assertThat(texts.labels()).containsExactly("good", "bad");
    assertThat(texts.examples())
        .containsExactly(
            new Example(0, "up we go"),
            new Example(1, "down,\nagain"),
            new Example(0, "higher"),
            new Example(1, "low"));
  }

  @Test
  void bundled_labels_areThoseOfTheModelsTheyStandInFor() {
    assertThat(LabelledTexts.emotions().labels())
        .containsExactly("sadness", "joy", "love", "anger", "fear", "surprise");
    assertThat(LabelledTexts.topics().labels())
        .hasSize(19)
        .contains("business_&_entrepreneurs", "science_&_technology", "youth_&_student_life");
  }

  @Test
  void read_badFile_saysWhereAndWhatToDo() throws IOException {
    assertThatThrownBy(() -> read("label,text\na,x\na,y\n"))
        .isInstanceOf(LabelledTextsException.class)
        .hasMessageContaining("texts.csv: 1 labels are not within 2 to 1000");
    assertThatThrownBy(() -> read("label,text\na,x\na,y\nb,z\n"))
        .isInstanceOf(LabelledTextsException.class)
        .hasMessageContaining("label 'b' has 1 text");
    assertThatThrownBy(() -> read("label,text\na,x\nb, \n"))
        .hasMessageContaining("texts.csv, line 3: the text is empty");
    assertThatThrownBy(() -> read("kind,text\na,x\n"))
        .hasMessageContaining("line 2: no field of a column 'label'");
    assertThatThrownBy(() -> read("label,text\n" + "a".repeat(101) + ",x\n"))
        .hasMessageContaining("line 2: the label has 101 characters");
    assertThatThrownBy(() -> LabelledTexts.read(folder.resolve("none.csv")))
        .isInstanceOf(LabelledTextsException.class)
        .hasMessageContaining("none.csv: there is no such file");
    Path latin = folder.resolve("latin.csv");
    // beyond what is read at once
    String content = "label,text\n" + "a,b\n".repeat(9000) + "a,caf\u00E9\n";
    Files.writeString(latin, content, StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> LabelledTexts.read(latin))
        .isInstanceOf(LabelledTextsException.class)
        .hasMessage(latin + " is not UTF-8 text. Save it again as CSV in UTF-8.");
  }

  @Test
  void read_fileWithAByteOrderMark_isThatOfTheFileWithout() throws IOException {
    String content = "label,text\na,x\na,y\nb,z\nb,w\n";

    assertThat(read("\uFEFF" + content)).isEqualTo(read(content));
  }

  private LabelledTexts read(String content) throws IOException {
    return LabelledTexts.read(Files.writeString(folder.resolve("texts.csv"), content));
  }
}
